/** @file What torch.fx offers for running, rewriting, splitting and optimising graphs. */
import { section } from './parityRow.ts'

export const runApis = section(
  'APIs: running and rewriting',
  `
★★★ | Interpreter.run | Interpreter.run interpret | interpreter > computes every node from the values before it
★★★ | Interpreter.run_node and a method for each opcode | Interpreter.runNode Interpreter.callFunction | interpreter > overrides runNode for nodes of every kind, and leaves the rest to super
★★★ | Interpreter initial_env | RunOptions.known RunUntilOptions.until | interpreter > begins from values that are known already
★★★ | garbage_collect_values | Interpreter | interpreter > a value is freed after its last use: a long chain holds two at a time | always
★★★ | errors name the node | interpret | refusals > an op that throws, naming the node, the op and the cause
★★★ | boxed_run | Interpreter | interpreter > a value is freed after its last use: a long chain holds two at a time | inputs stay the caller's
★★★ | "Expected positional argument for parameter y" | interpret | refusals > an input that is missing, by its name
★★ | Transformer | Transformer transformerPass | transformer > that overrides nothing gives the same version
★★★ | subgraph_rewriter.replace_pattern | replacePattern | passes/match/replacePattern > keeps what is computed when both compute the same
★★★ | replace_pattern_with_filters(match_filters) | replacePattern tracedRule | passes/match/replacePattern > see bindings under the names of parameters
★★★ | replace_pattern_with_filters(ignore_literals) | replacePattern | passes/match/tracedPattern > must be equal, unless they are ignored
★★★ | replace_pattern_with_filters(replacement_callback) | tracedRule TracedRuleFields | passes/match/replacePattern > a replacement may be made for each match
★★★ | Match(anchor, nodes_map), ReplacedPatterns | Match ReplacedPattern | passes/match/match > is one pattern for each chain that is there, the longest winning, in execution order
★★ | SubgraphMatcher | match Pattern | passes/match/match > refuses an inner value that another node uses, or the output, and says so
★★ | SubgraphMatcherWithNameNodeMap | Bindings value | passes/match/match > share bindings, in the order of the pattern
★★ | source_matcher_utils.get_source_partitions, check_subgraphs_connected | FxNode.scope callModule | splitting > may follow the modules of the user, and says which part each node is in | the module that made a node is its scope
★★ | replace_literals_with_placeholders | attr | passes/match/patterns > fulfil a test, or are captured under their type | a pattern captures an attribute under a name
`,
)

export const passApis = section(
  'APIs: passes and tools',
  `
★★★ | passes.shape_prop.ShapeProp, TensorMetadata | inferTypes | types > follows a change of shape through the graph | no run needed; named sizes stay named
★★★ | fake_tensor_prop | inferTypes | types > types anew what an edit changed upstream
★★ | graph_drawer.FxGraphDrawer | graphToDot graphToMermaid | ir/draw > has a box for each node with name, op and type, and an arrow for each use
★★ | split_module | splitGraph | splitting > has a parent that calls each part once, in order
★★ | split_utils.split_by_tags | splitByTags | splitting > leaves in the parent what no part asks for
★★ | splitter_base | partitionByCapability PartitionOptions | passes/partition/partitionByCapability > leaves out partitions that are too small, unless an op is worth it
★★ | CapabilityBasedPartitioner | partitionByCapability | splitting > are the largest runs of supported calls
★★ | fuse_by_partitions, lift_subgraph_as_module | fusePartitions GraphSplit | passes/partition/partitionByCapability > refuses to fuse partitions that need each other
★★ | legalize_graph, stable_topological_sort | Edit.sort | composing > sort puts a node that is used too early before its first user, and moves nothing else
★★ | operator_support, chain, any_chain, OpSupports | OperatorSupport supportsOps all anyOf declineDType declineNodes | passes/partition/partitionByCapability > composes
★★ | PassBase(requires, call, ensures), PassResult | Pass Fact PassRecord | passes/manager/passManager > checks a fact of the user before and after, and gives it the context
★★ | PassManager(passes, constraints, steps) | PassManager untilStable | passes/manager/untilStable > runs its passes until a whole round changes nothing
★★ | run_checks_after_each_pass, add_checks | PassManager GraphCheck | passes/manager/passManager > runs the checks after each pass, and names pass, check and problem (TSFX2012)
★★ | suppress_check_failures | PipelineOptions.verify | passes/manager/runPasses > verifies after every pass, and can leave it (TSFX2004)
★★ | this_before_that_pass_constraint, these_before_those | orderPasses PassConstraint | passes/manager/orderPasses > keeps constraints, also of several runs of one pass and of passes inside groups
★★ | topological solve, cycle error | orderPasses | passes/manager/orderPasses > spells out a cycle, without the passes that only wait for it (TSFX2006)
★★ | "An error occurred when running the 'X' pass after the following passes" | runPasses PassFailure | passes/manager/passManager > is reported with the passes before it, the node, the lines of the source and the cause
★★ | log_hook, loop_pass | PassHooks untilStable | passes/manager/passManager > tells hooks of every pass before and after
★ | net_min_base | bisect | passes/analysis/bisect > gives the first node that differs, with its arguments, what was expected and what came
★ | graph_manipulation.replace_target_nodes_with | replaceOp | passes/transform/transformer > swaps an op in place, which keeps its identity
★ | graph_manipulation.get_size_of_all_nodes | costs | passes/analysis/costs > counts a shared parameter once, at its first reader, by the bytes of its dtype
★ | param_fetch | Graph.params Graph.store | interpreter > reads parameters by their path
★ | annotate_getitem_nodes | itemType findItem | types > types a use of one item by that item
★ | tools_common | Graph.users Graph.inputsOf | editing > uses inside lists and records count
★★ | dialect.common.cse_pass, get_CSE_banned_ops | eliminateCommonSubexpressions | simplifying > two equal calls become the first of them
★★ | const_fold.split_const_subgraphs(skip_folding_node_fn) | foldConstants foldConstantsWith | simplifying > calls that the caller wants to keep stay
★ | reinplace | - | TensorFlow.js ops are functional: no tensor is written in place
★ | runtime_assert | planned | capture coverage
★ | merge_matmul | - | it saves launches of GPU kernels; the kernels here run one product at a time
★ | efficient_conv_bn_eval | foldBatchNorm | passes/foldBatchNorm > folds a snapshot, which later training does not change | batch norm is folded into the weights altogether
★ | constructor mover | - | there is one device: the backend of the user
★★ | experimental.optimization.fuse | fuse foldBatchNorm | passes/foldBatchNorm > makes one convolution with the name of the batchNorm
★★ | experimental.optimization.remove_dropout | removeDropout | passes/removeDropout > puts the input in the place of every dropout
★★ | experimental.optimization.optimize_for_inference | fuse | passes/manager/runPasses > runs the float passes in one list, and records what each did | MKL blocks have no counterpart
★★ | normalize.NormalizeArgs, NormalizeOperators | Op.normalize | capture > one op called with positional or with named arguments is one node | at capture
★★ | schema_type_annotation.AnnotateTypesWithSchema | inferTypes | types > gives every node the type that follows from its inputs
★★ | operator_schemas.normalize_function, normalize_module | Op.normalize Op.checkArgs | refusals > an argument that the op does not have
· | gradual types, Dyn, GraphTypeChecker, unify_refinements, Z3 | inferTypes DimPolynomial | types > follows a change of shape through the graph | sizes are numbers or polynomials in named dims
★★★ | map_arg, map_aggregate | mapArg mapRefs eachRef | ir/arg > map refs alone and keep what is not touched
★★★ | _pytree over immutable collections | mapArg isArgList isArgRecord | ir/arg > compose under maps: f then g is g after f
★★ | traceback.preserve_node_meta, set_current_meta | Edit.deriveFrom | provenance > comes from the nodes that the edit says it works on | always on
★★ | traceback.annotate | NodeMeta.comment | provenance > takes the comment above its statement along
★★ | traceback.format_stack | printProvenance sourcePlaces | provenance > leads back to every line of the user through several passes
`,
)
