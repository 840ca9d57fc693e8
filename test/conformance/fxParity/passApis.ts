/** @file What torch.fx offers for running, rewriting, splitting and optimising graphs. */
import { section } from './parityRow.ts'

export const runApis = section(
  'APIs: running and rewriting',
  `
★★★ | Interpreter.run | Interpreter.run interpret | interpreter > computes every node from the values before it
★★★ | Interpreter.run_node and a method for each opcode | Interpreter.runNode Interpreter.callFunction | interpreter > overrides runNode for nodes of every kind, and leaves the rest to super
★★★ | Interpreter initial_env | RunOptions.known RunUntilOptions.until | interpreter > begins from values that are known already
★★★ | garbage_collect_values | interpret Interpreter | interpreter > a value is freed after its last use: a long chain holds two at a time | always
★★★ | errors name the node | Interpreter | refusals > an op that throws, naming the node, the op and the cause
★★★ | boxed_run | interpret Interpreter | interpreter > a value is freed after its last use: a long chain holds two at a time | inputs stay the caller's
★★★ | "Expected positional argument for parameter y" | interpret | refusals > an input that is missing, by its name
★★ | Transformer | Transformer transformerPass | passes/transform/transformer > is a pass: with facts, provenance and a record of its own
★★★ | subgraph_rewriter.replace_pattern | replacePattern | rewriting > that computes the same keeps every number
★★★ | replace_pattern_with_filters(match_filters) | replacePattern tracedRule | rewritingRules > leaves what it refuses, and its reason is recorded
★★★ | replace_pattern_with_filters(ignore_literals) | replacePattern | rewritingRules > may be ignored
★★★ | replace_pattern_with_filters(replacement_callback) | replacePattern TracedRuleFields.replacementFor | rewriting > may be made for each match from what it found
★★★ | Match(anchor, nodes_map), ReplacedPatterns | replacePattern Match ReplacedPattern | rewriting > that occurs often is replaced everywhere, in execution order
★★ | SubgraphMatcher | match Pattern | matching > is refused when another call uses an inner value, and the user is named
★★ | SubgraphMatcherWithNameNodeMap | replacePattern value Bindings | rewritingRules > sees the nodes of the match by the names that they have in the pattern
★★ | source_matcher_utils.get_source_partitions, check_subgraphs_connected | FxNode.scope splitGraph | splitting > may follow the modules of the user, and says which part each node is in | the module that made a node is its scope
★★ | replace_literals_with_placeholders | attr | matching > may be captured | a pattern captures an attribute under a name
`,
)

export const passApis = section(
  'APIs: passes and tools',
  `
★★★ | passes.shape_prop.ShapeProp, TensorMetadata | retypeInputs | tools > follow from new sizes of the inputs, through every node | no run needed; named sizes stay named
★★★ | fake_tensor_prop | inferTypes | types > types anew what an edit changed upstream
★★ | graph_drawer.FxGraphDrawer | graphToDot graphToMermaid | drawing > says op and type of each node
★★ | split_module | splitGraph | splitting > has a parent that calls each part once, in order
★★ | split_utils.split_by_tags | splitByTags | splitting > leaves in the parent what no part asks for
★★ | splitter_base | partitionByCapability PartitionOptions | partitioning > has two calls unless said otherwise
★★ | CapabilityBasedPartitioner | partitionByCapability | partitioning > of a residual around an unsupported call do not close over it
★★ | fuse_by_partitions, lift_subgraph_as_module | fusePartitions GraphSplit | partitioning > refuses partitions that would need each other, and spells out the way
★★ | legalize_graph, stable_topological_sort | Edit.sort | composing > sort puts a node that is used too early before its first user, and moves nothing else
★★ | operator_support, chain, any_chain, OpSupports | OperatorSupport supportsOps all anyOf declineDType declineNodes | partitioning > of all needs every one of them
★★ | PassBase(requires, call, ensures), PassResult | Pass Fact | passManager > that a pass requires are checked before it | a run has a PassRecord of each pass
★★ | PassManager(passes, constraints, steps) | PassManager untilStable | passManager > run until a whole round changes nothing
★★ | run_checks_after_each_pass, add_checks | PassManager GraphCheck | passManager > run after every pass, on what it made
★★ | suppress_check_failures | - | a check that fails always ends the run: one that shall only warn logs and returns nothing
★★ | this_before_that_pass_constraint, these_before_those | orderPasses PassConstraint | passManager > by a constraint is solved
★★ | topological solve, cycle error | orderPasses | passManager > in a cycle is refused, and the cycle is spelled out
★★ | "An error occurred when running the 'X' pass after the following passes" | runPasses PassFailure | passManager > is named with the passes that ran before it
★★ | log_hook, loop_pass | PassHooks untilStable | passManager > hooks see the graph before and after every pass
★ | net_min_base | bisect | tools > finds the first node that differs, in execution order
★ | graph_manipulation.replace_target_nodes_with | replaceOp | tools > makes every call of an op one of another, in place
★ | graph_manipulation.get_size_of_all_nodes | costs | tools > have the size of every value
★ | param_fetch | Graph.params Graph.store | interpreter > reads parameters by their path
★ | annotate_getitem_nodes | inferTypes itemType | types > types a use of one item by that item
★ | tools_common | Graph.users Graph.inputsOf | editing > uses inside lists and records count
★★ | dialect.common.cse_pass, get_CSE_banned_ops | eliminateCommonSubexpressions | simplifying > two equal calls become the first of them
★★ | const_fold.split_const_subgraphs(skip_folding_node_fn) | foldConstantsWith | simplifying > calls that the caller wants to keep stay
★ | reinplace | - | TensorFlow.js ops are functional: no tensor is written in place
★ | runtime_assert | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
★ | merge_matmul | - | it saves launches of GPU kernels; the kernels here run one product at a time
★ | efficient_conv_bn_eval | foldBatchNorm | fusion > leaves no batch norm and the same numbers | batch norm is folded into the weights altogether
★ | constructor mover | - | there is one device: the backend of the user
★★ | experimental.optimization.fuse | fuse foldBatchNorm | fusion > leaves one layer for convolution, norm and activation when all float passes run
★★ | experimental.optimization.remove_dropout | removeDropout | arguments > is taken out, and its input stands in its place
★★ | experimental.optimization.optimize_for_inference | fuse | fusion > takes part in a list of passes, with a numeric check after each | MKL blocks have no counterpart
★★ | normalize.NormalizeArgs, NormalizeOperators | Op.normalize | tools > stand under the names of the schema, whatever form the call had | at capture
★★ | schema_type_annotation.AnnotateTypesWithSchema | inferTypes | types > gives every node the type that follows from its inputs
★★ | operator_schemas.normalize_function, normalize_module | Op.normalize Op.checkArgs | tools > have the defaults filled in
· | gradual types, Dyn, GraphTypeChecker, unify_refinements, Z3 | inferTypes | types > follows a change of shape through the graph | sizes are numbers or polynomials in named dims
★★★ | map_arg, map_aggregate | mapArg mapRefs eachRef | arguments > reaches every leaf, in lists and records
★★★ | _pytree over immutable collections | mapArg isArgList isArgRecord | arguments > then another is the map of both
★★ | traceback.preserve_node_meta, set_current_meta | Edit.deriveFrom | provenance > comes from the nodes that the edit says it works on | always on
★★ | traceback.annotate | NodeMeta.comment | provenance > takes the comment above its statement along
★★ | traceback.format_stack | printProvenance sourcePlaces | provenance > leads back to every line of the user through several passes
`,
)
