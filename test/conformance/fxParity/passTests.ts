/** @file The tests of torch's test_fx_experimental.py, test_fx_passes.py, test_fx_reinplace_pass.py, test_proxy_tensor.py and test/fx. */
import { section } from './parityRow.ts'

export const experimentalTests = section(
  'test_fx_experimental.py',
  `
C | test_conv_bn_fusion | fuse foldBatchNorm | fusion > leaves no batch norm and the same numbers
C | test_conv_bn_fusion_not_running_state | foldBatchNorm | fusion > is a norm whose statistics are computed from the batch
C | test_subgraph_creation | splitGraph | splitting > has parts that are graphs of their own, with the names of the whole
C | test_subgraph_trivial_resnet | splitGraph | partitioning > computes what the whole computes
C | test_subgraph_uniquename | splitGraph | splitting > has names that stay unique
C | test_split_module_kwargs_expansion | splitGraph | splitting > keeps the inputs of the whole as they were, lists and records too
C | test_split_module_default_arg | splitGraph | splitting > keeps the default of an argument
C | test_split_qualname_mapping | GraphSplit.partOf | splitting > may follow the modules of the user, and says which part each node is in
C | test_to_folder | emit | codegen > computes what the graph computes | from the folder that it was written to; writeFiles of tsfx/node writes it
C | test_fetch | Graph.params | interpreter > reads parameters by their path
C | test_normalize_args | Op.normalize | tools > stand under the names of the schema, whatever form the call had
C | test_normalize_args_preserve_meta | FxNode.loc | provenance > nodes that a pass leaves alone keep what they had
C | test_normalize_args_perserve_type | FxNode.type | types > has the type of every node at once
C | test_merge_matmuls | - | it saves launches of GPU kernels; the kernels here run one product at a time
C | test_replace_target_nodes_with | replaceOp | tools > makes every call of an op one of another, in place
C | test_call_to_assert_with_msg | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
C | test_call_to_assert_no_msg | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
C | test_call_to_assert_with_empty_msg | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
C | test_call_to_assert_with_multiline_message | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
C | test_traceable_function_with_nonstandard_name | trace emit | codegen > give a function of any name a class and a module that run
C | test_annotate_getitem_node | itemType | types > types a use of one item by that item
A | test_normalize_binary_operators | trace | capture > an operation on two values is one op, as a function and as a method of either
A | test_normalize_modules_exhaustive | Op.normalize | ops/opLaws > $op of $inputs with $attrs
A | test_normalize_operator_exhaustive | Op.normalize | ops/opLaws > $op of $inputs with $attrs
A | test_annotate_returns_with_schema | inferTypes | types > gives every node the type that follows from its inputs
A | test_type_matches | verify | refusals > a number where the op takes a value
A | test_meta_tracer | trace | capture > a loop over a size is unrolled
A | test_optimize_for_inference_cpu | fuse | fusion > leaves one layer for convolution, norm and activation when all float passes run
A | test_optimize_for_inference_cpu_torchvision | fuse | fusion > takes part in a list of passes, with a numeric check after each
A | test_find_single_partition | partitionByCapability | partitioning > of a chain are one
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
C | test_partitioner: chains, also cut | partitionByCapability | partitioning > of a chain that is cut are the two sides
C | test_partitioner: forks | partitionByCapability | partitioning > of a fork are one
C | test_partitioner: joins | partitionByCapability | partitioning > of a join with an unsupported side are the other side and what joins
C | test_partitioner: diamonds | partitionByCapability | partitioning > of a diamond with an unsupported side do not hold both ends
C | test_partitioner: residuals, without cycles | partitionByCapability | partitioning > of a residual around an unsupported call do not close over it
C | test_partitioner: chains that cross | partitionByCapability | partitioning > of chains that cross are cut where they would need each other
C | test_partitioner: siblings | partitionByCapability | partitioning > of siblings with a user in common are one
C | test_partitioner: single nodes, bookends that compute nothing | PartitionOptions | partitioning > does not begin or end with calls that compute nothing
C | test_partitioner: the other shapes (25 in all) | partitionByCapability | partitioning > of a ladder are its rungs
C | test_fuser_util | fusePartitions | partitioning > takes a partition whose nodes have others between them in the graph
C | test_fuser_util_xfail | fusePartitions | partitioning > refuses partitions that would need each other, and spells out the way
C | test_fuser_pass_deep_model | partitionByCapability | partitioning > goes through a model of a thousand layers
C | test_subgraph_matcher: SingleNodePattern | match | matching > is found at every call of its op, in execution order
C | test_subgraph_matcher: SimplePattern | match | matching > is found where its calls stand one behind the other
C | test_subgraph_matcher: SimpleFullGraphMatching | replacePattern | rewriting > may be the whole graph
C | test_subgraph_matcher: DiamondShapePatternTestCase | match | matching > matches with the shared node once
C | test_subgraph_matcher: NonFullyContainedMatches | match | matching > is refused when another call uses an inner value, and the user is named
C | test_subgraph_matcher: ChainRepeatedPattern | match | matching > that repeats one op matches without overlap, the last first
C | test_subgraph_matcher: QuantizationModel | match | matching > may be a constant of one element, which is compared by value | constants of a pattern are compared by value
C | test_subgraph_matcher: MultipleOutputsWithDependency | match anchors | matching > may depend on each other
C | test_subgraph_matcher: MultipleOutputsWithoutDependency | match anchors | matching > are found in the order of the pattern, whatever the order of the graph
C | test_subgraph_matcher: OverlappingMatches | match | rewritingRules > are replaced once, the last of them first
C | test_subgraph_matcher: NonOverlappingMatches | replacePattern | rewritingRules > side by side are replaced all
C | test_subgraph_matcher: MultipleOutputsIdenticalAnchor | match anchors | matching > of one kind are nodes of their own, and none is in two matches
C | test_subgraph_matcher: MultipleOutputsHorizontalPattern | match anchors | matching > may have nothing in common: a horizontal pattern
C | test_subgraph_matcher: MultiOutputWithWithInvalidMatches | match anchors | matching > of which the valid places are found among the invalid
C | test_subgraph_matcher: QuantizationFp8Pattern | match | matching > may be one of several patterns
C | test_subgraph_matcher: NoAnchorFound | match | matching > are needed: a pattern that is nothing but a value is refused
N | test_reinplace_* (11) | - | TensorFlow.js ops are functional: no tensor is written in place
A | test_make_fx_simple | trace | capture > a free function
A | test_make_fx_overloads | trace | capture > one op called with positional or with named arguments is one node
A | test_decomposition_interpreter | decompose | tools > goes on until no listed op is left
A | test_constant_* | trace | capture > a tensor that no module owns becomes a constant of the graph
A | test_partial_decomp | decompose DecompositionTable | tools > leaves the ops that the table does not list
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
C | test_cse_pass: test_empty | eliminateCommonSubexpressions | simplifying > a graph without calls comes back as the same version
C | test_cse_pass: test_immutable_list_type | eliminateCommonSubexpressions | simplifying > lists among the arguments are compared item by item
C | test_cse_pass: test_immutable_list_multiple_entries | eliminateCommonSubexpressions | simplifying > lists among the arguments are compared item by item
C | test_cse_pass: test_simple | eliminateCommonSubexpressions | simplifying > two equal calls become the first of them
C | test_cse_pass: test_simple_2 | eliminateCommonSubexpressions | simplifying > equal chains become one chain
C | test_cse_pass: test_two_args | eliminateCommonSubexpressions | folding > a + b is b + a, and a * b is b * a
C | test_cse_pass: test_two_args_default | eliminateCommonSubexpressions | folding > a call with its defaults written out is one without
C | test_cse_pass: test_simple_multiple_same_ops | eliminateCommonSubexpressions | simplifying > equal chains become one chain
C | test_cse_pass: test_nested_immutable_list_type | eliminateCommonSubexpressions | folding > lists of lists are compared to the bottom
C | test_cse_pass: test_kwarg | eliminateCommonSubexpressions | simplifying > calls with other attributes stay apart
C | test_cse_pass: test_random | eliminateCommonSubexpressions | folding > of random graphs are all found, and the graphs compute what they computed
C | test_cse_pass: test_banned_list | eliminateCommonSubexpressions | simplifying > opaque modules stay apart
C | test_cse_pass: test_rand_like | eliminateCommonSubexpressions | simplifying > random calls stay apart, equal as they look
C | test_cse_pass: test_rand_n | eliminateCommonSubexpressions | folding > a call that reads a random value is as random as that
C | test_common_passes: test_correctness | fuse | fusion > takes part in a list of passes, with a numeric check after each
C | test_fx_const_fold: test_const_fold_basic_one_attr_name_collision | foldConstants | folding > are stored under a free path when the one they would have is taken
C | test_fx_const_fold: test_const_fold_basic_one_attr_no_name_collision | foldConstants | simplifying > what depends on parameters alone is computed beforehand
C | test_fx_const_fold: test_const_fold_basic_placeholder_reordered | foldConstants | folding > leave the inputs in their order, those that nothing uses too
C | test_fx_const_fold: test_const_fold_noop | foldConstants | simplifying > a graph that depends on its inputs everywhere comes back as the same version
C | test_fx_const_fold: test_const_fold_basic_two_attr | foldConstants | folding > made from two parameters leave neither
C | test_fx_const_fold: test_const_fold_basic_two_attr_three_input | foldConstants | simplifying > a parameter that is still read stays as it was
C | test_fx_const_fold: test_const_fold_multi_const_folded_attrs | foldConstants | folding > that several calls read are stored once
C | test_fx_const_fold: test_const_fold_submod_hierarchy | foldConstants | folding > of modules inside modules are computed at once, and stand in the innermost
C | test_fx_const_fold: test_retain_node_meta | foldConstants | folding > keep comment, place and type of the call that they were
C | test_fx_const_fold: test_const_fold_has_inlined_call_module_node | foldConstants | folding > are computed before an opaque module, which stays and is called as before
C | test_fx_const_fold: test_const_fold_module_attr | foldConstants | simplifying > the parameters that are not needed any more go
C | test_fx_const_fold: test_const_fold_unused_placeholder | foldConstants | folding > leave the inputs in their order, those that nothing uses too
C | test_fx_const_fold: test_dict_output | foldConstants | folding > may be results themselves, in lists and records
C | test_fx_const_fold: test_two_outputs | foldConstants | simplifying > an output that is constant is stored
C | test_fx_const_fold: test_three_outputs | foldConstants | folding > of an op with several results are stored item by item, those that are used
C | test_fx_const_fold: test_check_inline_non_const | foldConstants | folding > leave what depends on an input where it is
C | test_fx_const_fold: test_check_inline_non_const_mult_return | foldConstants | folding > leave what depends on an input where it is
C | test_fx_const_fold: test_check_skip_folding_quant_dequant_pattern | foldConstants | folding > do not undo the quantization of weights
C | test_fx_const_fold: test_fold_module | foldConstants | folding > of a variable are a snapshot, or left to training
C | test_fx_const_fold: test_const_fold_tensor_meta | foldConstants | folding > keep comment, place and type of the call that they were
C | test_fx_param_shape_control_flow: shape, size, dim, ndim, numel, nelement | trace | capture > a branch on the shape of a weight is taken
`,
)

export const rewriterTests = section(
  'test/fx: rewriter and matchers',
  `
C | test_subgraph_rewriter: preserves_logic | replacePattern | rewriting > that computes the same keeps every number
C | test_subgraph_rewriter: with_oneliner_pattern | replacePattern | rewriting > of one call by another keeps the name of the node
C | test_subgraph_rewriter: with_trivial_replacement | replacePattern | rewriting > may be the input itself
C | test_subgraph_rewriter: single_pattern_match | replacePattern | rewriting > that occurs once is replaced once
C | test_subgraph_rewriter: multiple_pattern_match | replacePattern | rewriting > that occurs often is replaced everywhere, in execution order
C | test_subgraph_rewriter: graph_argument_order | replacePattern | rewriting > knows its inputs by name and not by their order in the graph
C | test_subgraph_rewriter: correct_output_replacement | replacePattern | rewriting > has its result replaced in every place that uses it
C | test_subgraph_rewriter: traced_as_callable | replacePattern TensorFunction | rewriting > may be a function, an arrow function or a method of an object
C | test_subgraph_rewriter: pattern_is_entire_graph | replacePattern | rewriting > may be the whole graph
C | test_subgraph_rewriter: pattern_output_pattern_node_can_have_users_that_are_not_matched | match | matching > is no obstacle when it is the result that is used outside
C | test_subgraph_rewriter: internal_pattern_nodes_cannot_have_users_that_are_not_matched | match | rewriting > whose inner value the graph uses elsewhere does not match, and the user is named
C | test_subgraph_rewriter: placeholder_matching | replacePattern | rewriting > has inputs that stand for inputs, parameters and values of calls alike
C | test_subgraph_rewriter: replaces_referenced_submodules | replacePattern | rewriting > may have a weight that the graph has not, under a path of its own
C | test_subgraph_rewriter: annotations_int | match ofType | matching > may be of a type
C | test_subgraph_rewriter: replace_consecutive_submodules | replacePattern | rewritingRules > one behind the other are replaced by one call
C | test_subgraph_rewriter: with_overlapping_matches | replacePattern | rewritingRules > are replaced once, the last of them first
C | test_subgraph_rewriter: replace_with_multiple_outputs | replacePattern | rewritingRules > are replaced together, each by its own
C | test_subgraph_rewriter: replace_with_duplicated_outputs | replacePattern | rewritingRules > may be one value, returned twice
C | test_subgraph_rewriter: with_unused_args | replacePattern | rewriting > may have inputs that it does not use
C | test_subgraph_rewriter: call_method | - | a method call and its function are one op
C | test_subgraph_rewriter: nodes_with_kwargs | match | rewritingRules > are compared with defaults filled in
C | test_subgraph_rewriter: local_revert | replacePattern | rewriting > leaves an order that fits at first and contradicts what follows
C | test_subgraph_rewriter: replace_pattern_with_filters | tracedRule | rewritingRules > leaves what it refuses, and its reason is recorded
C | test_subgraph_rewriter: matching_pattern_with_list_type_arg | replacePattern | rewritingRules > are matched item by item
C | test_subgraph_rewriter: replacement_with_attrs | replacePattern | rewriting > does not touch a parameter of the graph that has the path of one of its own
C | test_subgraph_rewriter: replace_pattern_with_callback | replacePattern TracedRuleFields.replacementFor | rewriting > may be made for each match from what it found
C | test_subgraph_rewriter: matching_variable_arguments, node-name map | match listOf | rewritingRules > of any length are matched by a pattern for each item
C | test_matcher_utils: test_subgraph_matcher_with_attributes | match attr | matching > must equal those that the pattern names
C | test_matcher_utils: test_subgraph_matcher_with_list | match list | matching > match item by item
C | test_matcher_utils: test_subgraph_matcher_with_list_bad | match list | matching > do not match a list of another length
C | test_matcher_utils: test_subgraph_matcher_ignore_literals | replacePattern | rewritingRules > may be ignored
C | test_matcher_utils: test_variatic_arg_matching | match listOf | matching > of any length bind what each item binds
C | test_matcher_utils: test_split_to_graph_and_name_node_map | replacePattern Bindings | rewritingRules > sees the nodes of the match by the names that they have in the pattern
A | test_source_matcher_utils (4 models x 2) | FxNode.scope | splitting > may follow the modules of the user, and says which part each node is in | the module that made a node is its scope
A | test_module_matcher_utils | callModule | rewritingRules > at another path do not match
`,
)

export const infraTests = section(
  'test/fx: pass manager, splitting, tools',
  `
C | test_pass_infra: test_pass_manager | PassManager | passManager > takes passes, constraints and checks one after the other
C | test_pass_infra: test_this_before_that_pass_constraint | checkPassOrder PassConstraint | passManager > against a constraint is refused, and both passes are named
C | test_pass_infra: test_pass_manager_checks | GraphCheck | passManager > that return a problem end the run, naming check, pass and problem
C | test_pass_infra: test_pass_manager_bad_checks | PassManager | passManager > of more than one parameter are refused when they are added
C | test_pass_infra: test_topological_sort | orderPasses | passManager > is solved from what passes require and ensure
C | test_pass_infra: test_topological_sort, cycle | orderPasses | passManager > in a cycle is refused, and the cycle is spelled out
C | test_pass_infra: test_pass_manager_error | runPasses PassFailure | passManager > is named with the passes that ran before it
C | passes/tests/test_pass_manager: test_pass_manager_builder | PassManager | passManager > runs its passes in the order given
C | passes/tests/test_pass_manager: test_this_before_that_pass_constraint, order | orderPasses | passManager > by a constraint is solved
C | passes/tests/test_pass_manager: unmet constraint | checkPassOrder PassConstraint | passManager > against a constraint is refused, and both passes are named
C | test_fx_split: test_split_preserve_node_meta | splitGraph | partitioning > keeps comment, place and data of the user at each node
C | test_fx_split: test_split_by_tags | splitByTags | partitioning > computes what the whole computes
C | test_fx_split: fqn map | GraphSplit.partOf | partitioning > says of each call which part it is in, by its name in the whole
C | test_fx_split: test_split_module_return_node | splitGraph | partitioning > gives back one value from a part with one result, and a record from one with several
C | test_fx_split_node_finder | partitionByCapability | partitioning > is said of each call that is left out
C | test_partitioner_order | partitionByCapability | partitioning > of the nodes in the graph does not change the partitions
C | test_net_min_base | bisect | tools > may give each node the values of the first graph, so that a difference is its own
C | test_graph_drawer | graphToDot | drawing > says op and type of each node
A | test_fx_node_hook | diff | history > has each field of a changed node, before and after | versions are compared afterwards
A | test_fx_xform_observer: created and erased sets | diff PassHooks | history > has the nodes that a pass erased
A | test_fx_xform_observer: dot before and after | diffToDot | drawing > may be drawn by a hook before and after each pass
A | test_fx_xform_observer: provenance chain | sourceOf | history > names each pass that a node went through, the last first
A | test_fx_traceback | printProvenance graphToJson NodeSource | history > survives the graph being written and read
A | test_lazy_graph_module | - | no code is held that could be stale: emit writes it when asked
A | test_lazy_recompile | - | no code is held that could be stale: emit writes it when asked
A | test_graph_pickler | graphToJson | json > is the same text when written again
A | test_shape_inference | retypeInputs | tools > follow from new sizes of the inputs, through every node
A | test_verifier | verify | refusals > an op that nobody registered
A | test_gradual_type (38) | inferTypes | types > follows a change of shape through the graph
N | test_z3_gradual_types (80) | - | no constraint solver is needed: sizes are numbers or polynomials
A | test_efficient_conv_bn_eval | foldBatchNorm | fusion > leaves no batch norm and the same numbers
N | test_future | - | it tests annotations of Python
N | test_named_tup | - | JavaScript has no named tuples; records are covered above
N | test_dynamism, constructor mover, opaque objects | - | they test guards and devices that do not exist here
`,
)
