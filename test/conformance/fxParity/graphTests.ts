/** @file The tests of torch's test_fx.py on graphs, graph modules, debugging and running. */
import { section } from './parityRow.ts'

export const editingTests = section(
  'test_fx.py: graph and node editing',
  `
C | test_graph_fns | Edit.append | composing > builds a whole graph out of another: a copy
C | test_graph_edit_with_proxy | Edit.inline | composing > copies the nodes of a graph in order and gives the value of its output
C | test_graph_unique_names | Edit.freeName | naming > gets the next free number when it is taken
C | test_graph_unique_names_manual | Edit.freeName | naming > steps over a number that a user gave
C | test_remove_uses | Edit.erase | editing > erase takes the node out of the order and from the users of its inputs
C | test_remove_uses_with_custom_filter | Edit.replaceAllUsesWith | editing > replaceAllUsesWith with a filter replaces in the users that the filter accepts
C | test_replace_uses | Edit.replaceAllUsesWith | editing > replaceAllUsesWith leaves the old node without users and in its place
C | test_replace_input | Edit.replaceInputWith | editing > replaceInputWith changes the uses in one node and no other
C | test_insertion_point | Edit.insertBefore | editing > insertBefore puts the node directly before its anchor
C | test_multi_insert_point | Edit.insertBefore | editing > insertions at two places do not disturb each other
C | test_update_args_api | Edit.setArgs | editing > one argument can be changed while the others stay
C | test_update_kwargs_api | Edit.setArgs | editing > one argument can be changed while the others stay
C | test_insert_arg | Edit.setArgs | editing > an argument can be added to a list
C | test_move_before | Edit.moveBefore | editing > moveBefore and moveAfter change the place and nothing else
C | test_prepend_self | Edit.moveBefore | editing > a node moved before itself stays where it is
C | test_find_uses | Graph.users | editing > users stand in execution order, whatever the order of the edits
C | test_all_input_nodes | Graph.inputsOf | editing > inputs of a node are listed once each, in the order of its arguments
C | test_inline_graph | Edit.inline | composing > twice gives names of their own and shares the parameter
C | test_reassign_args_kwargs_uses | Edit.setArgs | editing > new arguments take the node from the users of the old inputs to those of the new
C | test_construct_root_dict | Edit.setParam | interpreter > reads parameters by their path
C | test_copy_it | Edit.copyNode | composing > copies a node with its arguments under a name of its own
C | test_immutable_list_pytree_ops | mapArg | arguments > then another is the map of both
C | test_immutable_dict_pytree_ops | mapArg | arguments > reaches every leaf, in lists and records
C | test_snake_case | legalIdentifier | naming > of a parameter is its path with underscores
C | test_pretty_print | printGraph | printing > writes the signature, a line for each node, and the result
C | test_pretty_print_graph | printGraph | printing > is the same text for graphs made by different edits
C | test_pretty_print_targets | printGraph | printing > writes an opaque module as a call of its path
C | test_pretty_print_node | printGraph printArg | printing > names plain arguments, leaves out nulls, and lets values stand bare
C | test_profiler_ranges_side_effect | eliminateDeadCode | deadCode > a user's own op stays when it is declared impure
C | test_module_deepcopy_edit_nodes | Graph.edit | editing > two edits of one version do not see each other
`,
)

export const codegenTests = section(
  'test_fx.py: graph modules, code, serialisation',
  `
C | test_custom_import | emit OpSpec.importFrom | codegen > the function of a user's op is imported, relative to the output folder
C | test_empty_graph_codegen | emit | codegen > of a graph without ops returns its input
C | test_custom_codegen | GraphMeta.inputs | codegen > names inputs in lists and records as the user did
C | test_custom_codegen_with_transformer | Transformer GraphMeta.inputs | transformer > keeps lists and records of inputs and results
C | test_interpreter_with_codegen | interpret | interpreter > gives lists and records as the output says
C | test_lineno_map | emit | sourceMap > still does so when the header is another
C | test_tuple_no_subscript | emit | codegen > a tuple is written as one, a list of one value too
C | test_delete_unused_values | emit | codegen > computes a node that nothing uses, and frees its value
C | test_submodule_manipulation_API | Edit.setParam Edit.removeParam | arguments > are set at a path, and read there
C | test_delete_unused_submodules_leaf | eliminateDeadCode | deadCode > an opaque module stays, because nobody knows what it does
C | test_graph_module_init_buffer_param_copied_dict_init | emit | codegen > holds the weights that the graph reads and no others
C | test_graph_module_init_buffer_param_copied_mod_init | trace | capture > a variable stays live; a plain tensor is copied
C | test_fx_stateless | Edit.setParam | interpreter > takes other values for parameters from an edited version, and leaves the first as it was
C | test_deepcopy_graphmodule | Graph.edit | editing > an edit leaves the version it began from as it was
C | test_deepcopy_graphmodule_with_transform | Transformer | transformer > leaves the version that it read as it was
C | test_deepcopy_with_submods_params | Edit.inline | composing > gives another parameter of the same path a free path
C | test_deepcopy_graph_with_tracer_cls | - | a graph holds no tracer
C | test_deepcopy_no_recursion | Edit.inline | composing > leaves the graph that it copies as it was
C | test_deepcopy_recursion_depth | interpret | interpreter > goes through a chain of ten thousand nodes
C | test_pickle_graphmodule | graphToJson | json > is the same text when written again
C | test_pickle_custom_import | graphToJson | json > keeps source places, modules, comments and origins
C | test_pickle_nonetype_annotation | graphToJson | json > keeps the kind of every plain argument
C | test_node_pickle_type_preservation | graphToJson | json > keeps nodes, order, users and types
C | test_example_shape_prop | inferTypes | types > follows a change of shape through the graph
C | test_shape_prop_aggregate | inferTypes | types > types the output as the list or record that it is
A | test_shape_prop_layout | - | TensorFlow.js has one memory layout
A | test_shape_prop_layout_3d | - | TensorFlow.js has one memory layout
A | test_imul_code_print | - | there are no in-place operators on tensors
A | test_fn_type_annotations | emit | codegen > type-checks under strict
A | test_fn_type_annotation_empty | emit | codegen > type-checks under strict
A | test_deepcopy_tracer | - | a trace has no object that a user holds
A | test_proxy_deepcopy_without_tracer | - | a traced tensor is of no use outside its trace, and says so
A | test_proxy_deepcopy_with_tracer | trace | captureRefusals > a tensor that was kept from an earlier trace
N | test_pickle_torch_custom_ops | - | there is no dispatcher of custom ops
`,
)

export const debugTests = section(
  'test_fx.py: debugging',
  `
C | test_stack_traces | FxNode.loc | provenance > knows file, line and column of its call
C | test_stack_traces_with_transformer | Transformer | transformer > stands at the place in the source of the node whose place it takes
C | test_transformer_preserves_nn_module_stack_for_get_attr | Transformer | transformer > and the parameters beside it keep the path of their module
C | test_custom_traceback_raised_when_exception_source_is_graphmodule | emit | codegen/sourceMap > shows the line of the model
C | test_custom_traceback_not_raised_when_exception_source_is_submodule | interpret | interpreter > keeps the error of an opaque module as the cause of its own
C | test_user_friendly_call_provenance_with_function | Interpreter | refusals > an op that throws, naming the node, the op and the cause
C | test_user_friendly_call_provenance_with_module | verify | refusals > and names the node and its place in the source
A | test_profiler_stack_trace_augmentation | - | the profiler of TensorFlow.js names kernels, not lines; onValue of a run sees each node
A | test_profiler_multiple_modules | - | the profiler of TensorFlow.js names kernels, not lines
A | test_profiler_nested_graph_modules | - | the profiler of TensorFlow.js names kernels, not lines
`,
)

export const runTests = section(
  'test_fx.py: Interpreter and Transformer',
  `
C | test_interpreter | interpret | interpreter > computes every node from the values before it
C | test_interpreter_run_node_override | Interpreter.runNode | interpreter > overrides runNode for nodes of every kind, and leaves the rest to super
C | test_interpreter_onthefly_swap | Interpreter.callFunction | interpreter > swaps every call of an op while it runs
C | test_interpreter_partial_eval | RunUntilOptions.until RunOptions.known | interpreter > ends at the nodes that are asked for, and computes nothing else
C | test_interpreter_star_args | interpret | interpreter > takes the inputs of a spread by the names that the trace gave them
C | test_interpreter_noop_resnet18 | interpret | interpreter > computes what forward computes, for each model of the zoo
C | test_interpreter_gc_values | interpret Interpreter | interpreter > a value is freed after its last use: a long chain holds two at a time
C | test_interpreter_default_args | interpret | capture > a default argument keeps its default
C | test_transformer_noop | Transformer | transformer > that overrides nothing gives the same version
C | test_transformer_op_swap | Transformer | transformer > swaps every call of an op for another
C | test_transformer_multi_outputs | Transformer | transformer > keeps lists and records of inputs and results
`,
)

export const otherClasses = section(
  'test_fx.py: other classes',
  `
A | TestOperatorSignatures | Op.normalize | ops/opLaws > $op of $inputs with $attrs
A | test_get_torch_func_signature_exhaustive | Op.normalize Op.checkArgs | ops/opLaws > $op of $inputs with $attrs
C | TestFXAPIBackwardCompatibility: test_function_back_compat | * | test/conformance/api/api > is current: each export has the signature and the members that it had
C | TestFXAPIBackwardCompatibility: test_class_member_back_compat | * | test/conformance/api/api > is current: each export has the signature and the members that it had | with the members of every class and interface
C | TestFXAPIBackwardCompatibility: test_public_api_surface | * | test/conformance/api/api > is current: each export has the signature and the members that it had | an export more is a change too
A | TestFunctionalTracing | * | ops/coverage/coverage > knows every op and every method of a tensor | captured, in parts, or refused with a reason and a remedy
A | TestVisionTracing | trace interpret | interpreter > computes what forward computes, for each model of the zoo
`,
)
