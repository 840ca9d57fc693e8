/** @file What torch.fx offers on graphs, nodes and graph modules. */
import { section } from './parityRow.ts'

export const graphApis = section(
  'APIs: Graph',
  `
★★★ | six opcodes | NodeKind FxNode.kind | json > with a node of no known kind is refused | call_method is folded into call_function
★★★ | one output, last | verify | refusals > an output that is not last
★★★ | create_node, call_function, call_module, call_method, output | Edit.append Edit.insertBefore | editing > append keeps the output node last
★★★ | placeholder, default values | trace | capture > a default argument keeps its default
★★★ | get_attr | Edit.getAttrBefore Edit.setParam | refusals > to read a parameter that is not there | an error, where torch.fx warns
★★★ | _Namespace | Edit.freeName legalIdentifier | naming > gets the next free number when it is taken
★★★ | inserting_before | Edit.insertBefore | editing > insertBefore puts the node directly before its anchor
★★★ | inserting_after | Edit.insertAfter | editing > insertAfter puts the node directly after its anchor
★★★ | erase_node | Edit.erase | refusals > to erase a node that still has users, and names them
★★ | node_copy | Edit.copyNode | composing > copies a node of another graph, its inputs mapped
★★ | graph_copy | Edit.inline | composing > builds a whole graph out of another: a copy
★★ | Graph.__deepcopy__ | Graph.edit | editing > an edit leaves the version it began from as it was | versions are immutable: there is nothing to copy
★★★ | lint | verify | refusals > a value used before it is defined, naming both | runs after every pass
★★★ | eliminate_dead_code | eliminateDeadCode Op.pure | deadCode > a user's own op stays when it is declared impure | purity is declared by the op
★★★ | eliminate_dead_code(is_impure_node) | eliminateDeadCodeWith DeadCodeOptions.isImpure | deadCode > the caller may say which calls are impure
★★ | find_nodes | Graph.nodesOf | composing > nodesOf finds the calls of an op in execution order, and no others
★★ | python_code | emit | codegen > computes what the graph computes
★★ | CodeGen, set_codegen, on_generate_code | GraphMeta.inputs EmitOptions | codegen > names inputs in lists and records as the user did | the form of inputs and results is data of the graph, read by emit and interpret alike
★★ | _lineno_map, _prologue_start | emit | sourceMap > leads each statement to the line of the user
★★ | values freed after last use (x = None) | emit | codegen > frees what it makes and keeps what it returns
★★★ | print_tabular | tabulateGraph | printing > writes one aligned row for each node under a header
★★★ | str(graph), format_node | printGraph | printing > writes the signature, a line for each node, and the result
★★★ | output_node() | Graph.output | types > types the output as the list or record that it is
★★★ | nodes (reversible, len, safe under erasure) | Graph.nodes | editing > nodes may be erased while the nodes of the version are walked
`,
)

export const nodeApis = section(
  'APIs: Node',
  `
★★★ | op, name, target, type, graph | FxNode.kind FxNode.name FxNode.target FxNode.type | editing > a change of the target keeps identity, name, place and uses
★★★ | prev, next | Edit.previous Edit.next Graph.indexOf | composing > positions count from 0 in execution order
★★★ | args, kwargs | FxNode.args Edit.setArgs | editing > new arguments take the node from the users of the old inputs to those of the new | named by the schema of the op
★★★ | immutable_list, immutable_dict | FxNode.args freezeArg | refusals > to write into a list among the arguments
★★★ | all_input_nodes | Graph.inputsOf | editing > inputs of a node are listed once each, in the order of its arguments
★★★ | users | Graph.users Edit.users | editing > a node that uses a value twice is one user of it
★★★ | replace_all_uses_with(n) | Edit.replaceAllUsesWith | editing > replaceAllUsesWith leaves the old node without users and in its place
★★★ | replace_all_uses_with(delete_user_cb) | Edit.replaceAllUsesWith | editing > replaceAllUsesWith with a filter replaces in the users that the filter accepts
★★★ | replace_all_uses_with(propagate_meta) | NewNode Edit.deriveFrom | provenance > inherits place, module and comment of the first of them | the default
★★★ | replace_input_with | Edit.replaceInputWith | editing > replaceInputWith changes the uses in one node and no other
★★ | update_arg, update_kwarg | Edit.setArgs | editing > one argument can be changed while the others stay
★★ | insert_arg | Edit.setArgs | editing > an argument can be added to a list
★★ | append, prepend | Edit.moveBefore Edit.moveAfter | editing > moveBefore and moveAfter change the place and nothing else
★★ | is_impure | eliminateDeadCode Op.pure | deadCode > a random op stays, because leaving it out would move the random sequence
★★ | normalized_arguments | Op.normalize | tools > stand under the names of the schema, whatever form the call had | at capture
★★★ | meta: tensor_meta, val | FxNode.type TensorType | types > gives every node the type that follows from its inputs
★★★ | meta: stack_trace, nn_module_stack, source_fn_stack | FxNode.loc FxNode.scope | provenance > nodes that a pass leaves alone keep what they had
★★★ | meta: from_node | NodeMeta.from NodeSource | provenance > leads back to every line of the user through several passes
★★★ | meta: quantization_annotation | prepare | quant/prepare/prepare > changes no bit of what the graph computes | points of quantization live beside the graph, not in nodes
★★★ | meta: seq_nr, custom | FxNode.meta NodeMeta | json > keeps data of the user in meta, which edits of the node leave alone | typed by declaration merging
`,
)

export const graphModuleApis = section(
  'APIs: GraphModule',
  `
★★★ | GraphModule, graph setter | Graph emit | codegen > shows an edit of the graph at once: there is nothing to recompile
★★★ | copies only attributes that the graph references | emit | codegen > holds the weights that the graph reads and no others
★★★ | class name preserved | GraphMeta.name EmitOptions.className | codegen > the class has the name that the user gives
★★★ | recompile() | Graph.edit | codegen > shows an edit of the graph at once: there is nothing to recompile | code is derived from a version
★★★ | code | emit | codegen > are those of the nodes, one const for each value that is used later
★★★ | print_readable | printGraph | printing > writes the module, the place in the source and the pass behind a node
★★★ | print(gm) | printGraph | printing > writes an opaque module as a call of its path
★ | to_folder | emit | codegen > computes what the graph computes | from the folder that it was written to; writeFiles of tsfx/node writes it
★★ | add_submodule, delete_submodule | Edit.setParam Edit.removeParam | arguments > are set at a path, and read there | weights are values of the graph
★★ | delete_all_unused_submodules | eliminateDeadCode | deadCode > a parameter that nothing reads goes with its node, out of the params too
★★ | pickle | graphToJson graphFromJson | json > is the same text when written again | no code is run on loading
★★ | deepcopy, __copy__ | Graph | editing > two edits of one version do not see each other
★★ | _graph_pickler | graphToJson graphFromJson | json > keeps source places, modules, comments and origins
★★ | error wrapper: line of the generated forward | emit | codegen/sourceMap > shows the line of the model | by the source map, in the file of the user
★★ | _register_create_node_hook, _register_erase_node_hook, _register_replace_node_hook | diff PassHooks | history > has the nodes that a pass erased | versions are compared afterwards; nothing has to listen
★★ | GraphTransformObserver | PassHooks diffToDot | drawing > may be drawn by a hook before and after each pass
★★ | NodeSource, get_graph_provenance_json | sourceOf printProvenance NodeSource | history > names each pass that a node went through, the last first
· | _LazyGraphModule | - | no code is held that could be stale: emit writes it when asked
· | C++ node and namespace | - | an implementation detail of speed
· | _config.dump_code_to_file | emit | codegen > is the same bytes for equal graphs | emitted code is a file from the beginning
`,
)
