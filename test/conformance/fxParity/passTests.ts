/** @file The tests of torch's test_fx_experimental.py, test_fx_passes.py, test_fx_reinplace_pass.py, test_proxy_tensor.py and test/fx. */
import { section } from './parityRow.ts'

export const experimentalTests = section(
  'test_fx_experimental.py',
  `
C | test_conv_bn_fusion | fuse foldBatchNorm | passes/foldBatchNorm > makes one convolution with the name of the batchNorm
C | test_conv_bn_fusion_not_running_state | foldBatchNorm | passes/foldBatchNorm > declines when the variables must go on training
C | test_subgraph_creation | splitGraph | splitting > has parts that are graphs of their own, with the names of the whole
C | test_subgraph_trivial_resnet | splitGraph | passes/partition/splitGraph > is the inverse of splitGraph on random graphs and random parts
C | test_subgraph_uniquename | splitGraph | splitting > has names that stay unique
C | test_split_module_kwargs_expansion | splitGraph | splitting > keeps the inputs of the whole as they were, lists and records too
C | test_split_module_default_arg | splitGraph | splitting > computes what the graph computes
C | test_split_qualname_mapping | GraphSplit | splitting > may follow the modules of the user, and says which part each node is in
C | test_to_folder | emit | tsfx/node/writeFiles > writes over what it wrote, removes what is not written again, keeps files of the user | writeFiles of tsfx/node
C | test_fetch | Graph.params | interpreter > reads parameters by their path
C | test_normalize_args | Op.normalize | capture > one op called with positional or with named arguments is one node
C | test_normalize_args_preserve_meta | FxNode.loc | provenance > nodes that a pass leaves alone keep what they had
C | test_normalize_args_perserve_type | FxNode.type | types > has the type of every node at once
C | test_merge_matmuls | - | it saves launches of GPU kernels; the kernels here run one product at a time
C | test_replace_target_nodes_with | replaceOp | passes/transform/transformer > swaps an op in place, which keeps its identity
C | test_call_to_assert_with_msg | planned | capture coverage | guards
C | test_call_to_assert_no_msg | planned | capture coverage | guards
C | test_call_to_assert_with_empty_msg | planned | capture coverage | guards
C | test_call_to_assert_with_multiline_message | planned | capture coverage | guards
C | test_traceable_function_with_nonstandard_name | trace emit | codegen > give a function of any name a class and a module that run
C | test_annotate_getitem_node | itemType | types > types a use of one item by that item
A | test_normalize_binary_operators | trace | capture > a chained method and its function are one op
A | test_normalize_modules_exhaustive | Op.normalize | ops/opLaws > $op of $inputs with $attrs
A | test_normalize_operator_exhaustive | Op.normalize | ops/opLaws > $op of $inputs with $attrs
A | test_annotate_returns_with_schema | inferTypes | types > gives every node the type that follows from its inputs
A | test_type_matches | Op.checkArgs | refusals > a number where the op takes a value
A | test_meta_tracer | trace | capture > a loop over a size is unrolled
A | test_optimize_for_inference_cpu | fuse | passes/passes.property > keeps what the graph computes, and verifies
A | test_optimize_for_inference_cpu_torchvision | fuse | passes/passes.property > keeps what the graph computes, and verifies
A | test_find_single_partition | partitionByCapability | splitting > hold calls side by side that share an input
A | test_lack_of_devices | - | there is one device, so no partition is placed by memory
A | test_large_node_error | - | there is one device, so no partition is placed by memory
A | test_size_based_partition | - | there is one device, so no partition is placed by memory
A | test_sparse_nn_partition | - | there is one device, so no partition is placed by memory
A | test_partition_latency | - | there is one device, so no partition is placed by latency
A | test_cost_aware_partition | - | there is one device, so no partition is placed by cost
A | test_aot_based_partition | - | there is one device, so no partition is placed by hand
A | test_saturate_host | - | there is one device, so no partition is copied
`,
)

export const fxPassesTests = section(
  'test_fx_passes.py, test_fx_reinplace_pass.py, test_proxy_tensor.py',
  `
C | test_partitioner (25 shapes) | partitionByCapability | splitting > never hold two calls with an unsupported one between them
C | test_fuser_util | fusePartitions | passes/partition/splitGraph > keeps a part together although other nodes stand between its own
C | test_fuser_util_xfail | fusePartitions | passes/partition/partitionByCapability > refuses to fuse partitions that need each other
C | test_fuser_pass_deep_model | partitionByCapability | passes/partition/partitionByCapability > puts each supported call of a chain of 100,000 into one partition
C | test_subgraph_matcher: SingleNodePattern | match | passes/match/replacePattern > one call, at shapes that are not those of the example, with the name and place kept
C | test_subgraph_matcher: SimplePattern | match | passes/match/match > is one pattern for each chain that is there, the longest winning, in execution order
C | test_subgraph_matcher: SimpleFullGraphMatching | replacePattern | passes/match/replacePattern > a pattern that is the whole graph
C | test_subgraph_matcher: DiamondShapePatternTestCase | replacePattern | passes/match/replacePattern > a diamond, whose value is used twice inside
C | test_subgraph_matcher: NonFullyContainedMatches | match | passes/match/match > refuses an inner value that another node uses, or the output, and says so
C | test_subgraph_matcher: ChainRepeatedPattern | replacePattern | passes/match/replacePattern > several places, and those one behind the other
C | test_subgraph_matcher: QuantizationModel | match | passes/match/patterns > of one element fit by value, rounded as the graph holds it, and are captured | constants of a pattern are compared by value
C | test_subgraph_matcher: MultipleOutputsWithDependency | match anchors | passes/match/match > may depend on each other
C | test_subgraph_matcher: MultipleOutputsWithoutDependency | match anchors | passes/match/match > share bindings, in the order of the pattern
C | test_subgraph_matcher: OverlappingMatches | match | passes/match/replacePattern > overlapping places once, the last first
C | test_subgraph_matcher: NonOverlappingMatches | replacePattern | passes/match/replacePattern > several places, and those one behind the other
C | test_subgraph_matcher: MultipleOutputsIdenticalAnchor | match anchors | passes/match/match > are nodes of their own, and none is in two matches
C | test_subgraph_matcher: MultipleOutputsHorizontalPattern | match anchors | passes/match/match > may share nothing
C | test_subgraph_matcher: MultiOutputWithWithInvalidMatches | match anchors | passes/match/match > are refused when one comes back into the other through a node outside
C | test_subgraph_matcher: QuantizationFp8Pattern | match | passes/match/patterns > may be one of several patterns, what the others bind being null
C | test_subgraph_matcher: NoAnchorFound | replacePattern | passes/match/tracedPattern > have nothing to start from
N | test_reinplace_* (11) | - | TensorFlow.js ops are functional: no tensor is written in place
A | test_make_fx_simple | trace | capture > a free function
A | test_make_fx_overloads | trace | capture > one op called with positional or with named arguments is one node
A | test_decomposition_interpreter | decompose | passes/transform/decompose > goes on until no listed op is left
A | test_constant_* | trace | capture > a tensor that no module owns becomes a constant of the graph
A | test_partial_decomp | decompose DecompositionTable | passes/transform/decompose > puts what a plain function computes in the place of a call
N | test_proxy_tensor.py, the rest (about 65) | - | they test fake tensors, guards and in-place metadata of the dispatcher, which does not exist here
`,
)

export const cleanupTests = section(
  'test/fx: dead code, common subexpressions, constants',
  `
C | test_dce_pass: test_simple | eliminateDeadCode | deadCode > a node that nothing uses goes
C | test_dce_pass: test_dead_chain | eliminateDeadCode | deadCode > a chain that ends nowhere goes as a whole in one run
C | test_dce_pass: test_dead_getattr | eliminateDeadCode | deadCode > a parameter that nothing reads goes with its node, out of the params too
C | test_dce_pass: test_dead_placeholder | eliminateDeadCode | deadCode > an input that nothing uses stays: it is part of the signature
C | test_dce_pass: test_dead_placeholder_with_user | eliminateDeadCode | deadCode > an input whose only user is dead stays without users
C | test_dce_pass: test_keep_module_with_side_effects | eliminateDeadCode | deadCode > an opaque module stays, because nobody knows what it does
C | test_dce_pass: test_keep_torch_assert | eliminateDeadCode | deadCode > an op that is not registered stays, because nobody knows its effects
C | test_dce_pass: test_impure_nodes_args | eliminateDeadCode | deadCode > what an impure node uses stays with it
C | test_dce_pass: test_impure_kwargs | eliminateDeadCode | deadCode > a random op stays, because leaving it out would move the random sequence
C | test_dce_pass: test_impure_custom | eliminateDeadCodeWith DeadCodeOptions.isImpure | deadCode > the caller may say which calls are impure
N | test_dce_pass: test_keep_collectives | - | there are no collectives
C | test_cse_pass: test_nochange | eliminateCommonSubexpressions | simplifying > a graph without duplicates comes back as the same version
C | test_cse_pass: test_empty | eliminateCommonSubexpressions | simplifying > a graph without duplicates comes back as the same version
C | test_cse_pass: test_immutable_list_type | eliminateCommonSubexpressions | simplifying > lists among the arguments are compared item by item
C | test_cse_pass: test_immutable_list_multiple_entries | eliminateCommonSubexpressions | simplifying > lists among the arguments are compared item by item
C | test_cse_pass: test_simple | eliminateCommonSubexpressions | simplifying > two equal calls become the first of them
C | test_cse_pass: test_simple_2 | eliminateCommonSubexpressions | simplifying > equal chains become one chain
C | test_cse_pass: test_two_args | eliminateCommonSubexpressions | passes/transform/eliminateCommonSubexpressions > takes a + b for b + a, but not a - b for b - a
C | test_cse_pass: test_two_args_default | eliminateCommonSubexpressions | passes/transform/eliminateCommonSubexpressions > merges what was written with and without its defaults
C | test_cse_pass: test_simple_multiple_same_ops | eliminateCommonSubexpressions | simplifying > equal chains become one chain
C | test_cse_pass: test_nested_immutable_list_type | eliminateCommonSubexpressions | passes/transform/eliminateCommonSubexpressions > tells arguments apart that only look alike: lists, attributes, 0 and -0
C | test_cse_pass: test_kwarg | eliminateCommonSubexpressions | simplifying > calls with other attributes stay apart
C | test_cse_pass: test_random | eliminateCommonSubexpressions | passes/passes.property > keeps what the graph computes, and has nothing left to do
C | test_cse_pass: test_banned_list | Op.pure | simplifying > opaque modules stay apart
C | test_cse_pass: test_rand_like | eliminateCommonSubexpressions | simplifying > random calls stay apart, equal as they look
C | test_cse_pass: test_rand_n | eliminateCommonSubexpressions | simplifying > random calls stay apart, equal as they look
C | test_common_passes: test_correctness | fuse | passes/passes.property > keeps what the graph computes, and verifies
C | test_fx_const_fold: test_const_fold_basic_one_attr_name_collision | foldConstants | passes/transform/foldConstants > keeps place and comment of what it stores, and finds a free path
C | test_fx_const_fold: test_const_fold_basic_one_attr_no_name_collision | foldConstants | simplifying > what depends on parameters alone is computed beforehand
C | test_fx_const_fold: test_const_fold_basic_placeholder_reordered | foldConstants | passes/transform/foldConstants > computes what depends on parameters alone; the old parameters go with dead code
C | test_fx_const_fold: test_const_fold_noop | foldConstants | simplifying > a graph that depends on its inputs everywhere comes back as the same version
C | test_fx_const_fold: test_const_fold_basic_two_attr | foldConstants | simplifying > the parameters that are not needed any more go
C | test_fx_const_fold: test_const_fold_basic_two_attr_three_input | foldConstants | simplifying > a parameter that is still read stays as it was
C | test_fx_const_fold: test_const_fold_multi_const_folded_attrs | foldConstants | passes/transform/foldConstants > stores what several users share once, and an output that is constant
C | test_fx_const_fold: test_const_fold_submod_hierarchy | foldConstants | passes/transform/foldConstants > keeps place and comment of what it stores, and finds a free path
C | test_fx_const_fold: test_retain_node_meta | foldConstants | passes/transform/foldConstants > keeps place and comment of what it stores, and finds a free path
C | test_fx_const_fold: test_const_fold_has_inlined_call_module_node | foldConstants | simplifying > calls that the caller wants to keep stay
C | test_fx_const_fold: test_const_fold_module_attr | foldConstants | simplifying > the parameters that are not needed any more go
C | test_fx_const_fold: test_const_fold_unused_placeholder | foldConstants | passes/transform/foldConstants > leaves a graph without constants as the same version, with an unused input too
C | test_fx_const_fold: test_dict_output | foldConstants | passes/transform/foldConstants > stores each used item of an op with several outputs
C | test_fx_const_fold: test_two_outputs | foldConstants | simplifying > an output that is constant is stored
C | test_fx_const_fold: test_three_outputs | foldConstants | passes/transform/foldConstants > stores each used item of an op with several outputs
C | test_fx_const_fold: test_check_inline_non_const | foldConstants | passes/transform/foldConstants > leaves a graph without constants as the same version, with an unused input too
C | test_fx_const_fold: test_check_inline_non_const_mult_return | foldConstants | passes/transform/foldConstants > leaves a graph without constants as the same version, with an unused input too
C | test_fx_const_fold: test_check_skip_folding_quant_dequant_pattern | foldConstantsWith isQuantizationBoundary | passes/transform/foldConstants > does not undo the quantization of weights
C | test_fx_const_fold: test_fold_module | foldConstants | passes/transform/foldConstants > takes a snapshot of variables, or leaves them to training
C | test_fx_const_fold: test_const_fold_tensor_meta | foldConstants | passes/transform/foldConstants > stores each used item of an op with several outputs
C | test_fx_param_shape_control_flow: shape, size, dim, ndim, numel, nelement | trace | capture > a branch on the shape of a weight is taken
`,
)

export const rewriterTests = section(
  'test/fx: rewriter and matchers',
  `
C | test_subgraph_rewriter: preserves_logic | replacePattern | passes/match/replacePattern > keeps what is computed when both compute the same
C | test_subgraph_rewriter: with_oneliner_pattern | replacePattern | passes/match/replacePattern > one call, at shapes that are not those of the example, with the name and place kept
C | test_subgraph_rewriter: with_trivial_replacement | replacePattern | passes/match/replacePattern > an input of the replacement itself
C | test_subgraph_rewriter: single_pattern_match | replacePattern | passes/match/replacePattern > one call, at shapes that are not those of the example, with the name and place kept
C | test_subgraph_rewriter: multiple_pattern_match | replacePattern | passes/match/replacePattern > several places, and those one behind the other
C | test_subgraph_rewriter: graph_argument_order | replacePattern | passes/match/tracedPattern > may be given in any order, and stay unused
C | test_subgraph_rewriter: correct_output_replacement | replacePattern | passes/match/replacePattern > outside of an inner value refuse a place; those of the result do not
C | test_subgraph_rewriter: traced_as_callable | replacePattern TensorFunction | passes/match/tracedPattern > see the real shapes in the replacement
C | test_subgraph_rewriter: pattern_is_entire_graph | replacePattern | passes/match/replacePattern > a pattern that is the whole graph
C | test_subgraph_rewriter: pattern_output_pattern_node_can_have_users_that_are_not_matched | match | passes/match/match > lets the result have any users
C | test_subgraph_rewriter: internal_pattern_nodes_cannot_have_users_that_are_not_matched | match | passes/match/match > refuses an inner value that another node uses, or the output, and says so
C | test_subgraph_rewriter: placeholder_matching | replacePattern | passes/match/replacePattern > takes two equal calls of a pattern for two nodes, and operands in either order
C | test_subgraph_rewriter: replaces_referenced_submodules | callModule | passes/match/patterns > fit the module that makes them
C | test_subgraph_rewriter: annotations_int | match ofType | passes/match/patterns > may be of a type
C | test_subgraph_rewriter: replace_consecutive_submodules | replacePattern | passes/match/replacePattern > several places, and those one behind the other
C | test_subgraph_rewriter: with_overlapping_matches | replacePattern | passes/match/replacePattern > overlapping places once, the last first
C | test_subgraph_rewriter: replace_with_multiple_outputs | replacePattern | passes/match/replacePattern > several, which share what they read
C | test_subgraph_rewriter: replace_with_duplicated_outputs | replacePattern | passes/match/replacePattern > one returned twice
C | test_subgraph_rewriter: with_unused_args | replacePattern | passes/match/tracedPattern > may be given in any order, and stay unused
C | test_subgraph_rewriter: call_method | - | a method call and its function are one op
C | test_subgraph_rewriter: nodes_with_kwargs | match | passes/match/patterns > are free when not mentioned, and the defaults with \`exact\`
C | test_subgraph_rewriter: local_revert | replacePattern | passes/match/replacePattern > backtracks out of an order that fits at first and contradicts later
C | test_subgraph_rewriter: replace_pattern_with_filters | tracedRule | passes/match/replacePattern > see bindings under the names of parameters
C | test_subgraph_rewriter: matching_pattern_with_list_type_arg | replacePattern | passes/match/tracedPattern > may be lists, and lists of values are matched item by item
C | test_subgraph_rewriter: replacement_with_attrs | replacePattern | passes/match/tracedPattern > that are scalars or tensors of the pattern are compared by value
C | test_subgraph_rewriter: replace_pattern_with_callback | tracedRule | passes/match/replacePattern > a replacement may be made for each match
C | test_subgraph_rewriter: matching_variable_arguments, node-name map | match listOf Bindings | passes/match/patterns > of any length bind the bindings of each item
C | test_matcher_utils: test_subgraph_matcher_with_attributes | match attr | passes/match/patterns > fulfil a test, or are captured under their type
C | test_matcher_utils: test_subgraph_matcher_with_list | match list | passes/match/patterns > of a fixed length have a pattern for each item
C | test_matcher_utils: test_subgraph_matcher_with_list_bad | match list | passes/match/patterns > of a fixed length have a pattern for each item
C | test_matcher_utils: test_subgraph_matcher_ignore_literals | replacePattern | passes/match/tracedPattern > must be equal, unless they are ignored
C | test_matcher_utils: test_variatic_arg_matching | match listOf | passes/match/patterns > of any length bind the bindings of each item
C | test_matcher_utils: test_split_to_graph_and_name_node_map | Bindings | passes/match/replacePattern > see bindings under the names of parameters
A | test_source_matcher_utils (4 models x 2) | FxNode.scope | splitting > may follow the modules of the user, and says which part each node is in | the module that made a node is its scope
A | test_module_matcher_utils | callModule | passes/match/patterns > fit the module that makes them
`,
)

export const infraTests = section(
  'test/fx: pass manager, splitting, tools',
  `
C | test_pass_infra: test_pass_manager | PassManager | passes/manager/passManager > runs what was added, in a solved order when asked to
C | test_pass_infra: test_this_before_that_pass_constraint | PassConstraint | passes/manager/orderPasses > refuses a list against a constraint (TSFX2008)
C | test_pass_infra: test_pass_manager_checks | GraphCheck | passes/manager/passManager > runs the checks after each pass, and names pass, check and problem (TSFX2012)
C | test_pass_infra: test_pass_manager_bad_checks | PassManager | passes/manager/passManager > runs the checks after each pass, and names pass, check and problem (TSFX2012)
C | test_pass_infra: test_topological_sort | orderPasses | passes/manager/orderPasses > puts what ensures a fact before what requires it, and leaves the rest as given
C | test_pass_infra: test_topological_sort, cycle | orderPasses | passes/manager/orderPasses > spells out a cycle, without the passes that only wait for it (TSFX2006)
C | test_pass_infra: test_pass_manager_error | PassFailure | passes/manager/passManager > is reported with the passes before it, the node, the lines of the source and the cause
C | passes/tests/test_pass_manager: test_pass_manager_builder | PassManager | passes/manager/passManager > runs what was added, in a solved order when asked to
C | passes/tests/test_pass_manager: test_this_before_that_pass_constraint, order | orderPasses | passes/manager/orderPasses > keeps constraints, also of several runs of one pass and of passes inside groups
C | passes/tests/test_pass_manager: unmet constraint | PassConstraint | passes/manager/orderPasses > refuses a list against a constraint (TSFX2008)
C | test_fx_split: test_split_preserve_node_meta | splitGraph | passes/partition/splitGraph > keeps names, places, comments and meta, and says what the call was made from
C | test_fx_split: test_split_by_tags | splitByTags | splitting > leaves in the parent what no part asks for
C | test_fx_split: fqn map | GraphSplit | splitting > may follow the modules of the user, and says which part each node is in
C | test_fx_split: test_split_module_return_node | splitGraph | passes/partition/splitGraph > returns a record from a part with several results, and names items of values
C | test_fx_split_node_finder | partitionByCapability | splitting > say of each call outside why it is outside
C | test_partitioner_order | partitionByCapability | passes/partition/partitionByCapability > gives the same partitions for the same graph written in another order
C | test_net_min_base | bisect | passes/analysis/bisect > feeds the values of the first graph when nodes are isolated
C | test_graph_drawer | graphToDot | ir/draw > has a box for each node with name, op and type, and an arrow for each use
A | test_fx_node_hook | diff | ir/diff > tells added, removed and changed nodes with pass and sources, in graph order | versions are compared afterwards
A | test_fx_xform_observer: created and erased sets | diff PassHooks | ir/diff > tells added, removed and changed nodes with pass and sources, in graph order
A | test_fx_xform_observer: dot before and after | diffToDot | ir/draw > has added nodes green, changed ones amber, removed ones red with their arrows
A | test_fx_xform_observer: provenance chain | printProvenance | provenance > leads back to every line of the user through several passes
A | test_fx_traceback | NodeSource | provenance > keeps its sources through JSON
A | test_lazy_graph_module | - | no code is held that could be stale: emit writes it when asked
A | test_lazy_recompile | - | no code is held that could be stale: emit writes it when asked
A | test_graph_pickler | graphToJson | json > is the same text when written again
A | test_shape_inference | inferTypes | types > types anew what an edit changed upstream
A | test_verifier | verify | refusals > an op that nobody registered
A | test_gradual_type (38) | inferTypes | types > follows a change of shape through the graph
N | test_z3_gradual_types (80) | - | no constraint solver is needed: sizes are numbers or polynomials
A | test_efficient_conv_bn_eval | foldBatchNorm | passes/foldBatchNorm > folds a snapshot, which later training does not change
N | test_future | - | it tests annotations of Python
N | test_named_tup | - | JavaScript has no named tuples; records are covered above
N | test_dynamism, constructor mover, opaque objects | - | they test guards and devices that do not exist here
`,
)
