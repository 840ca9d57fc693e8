/** @file The tests of torch's test_fx.py on capture, refusals, leaves. */
import { section } from './parityRow.ts'

export const captureTests = section(
  'test_fx.py: capture basics',
  `
C | test_graph_module | trace | capture > a method of a class, with the state of the instance
C | test_args_kwargs | trace | capture > a spread of inputs
C | test_dict | trace | capture > outputs in lists and records, with the values that are no tensors
C | test_trace_function | trace | capture > a free function
C | test_unpack | trace | captureNests > a list that is destructured is used by its items
C | test_direct_param_use | trace | capture > a parameter that is returned bare is read once
C | test_tensor_constant | trace | capture > a tensor that no module owns becomes a constant of the graph
C | test_tensor_attribute | trace | capture > a variable stays live; a plain tensor is copied
C | test_tensor_attribute_coalseced | trace | capture > two reads of one tensor are one node
C | test_trace_buffer_slice | trace | captureNests > a slice of a weight leaves the weight whole
C | test_symbolic_trace_sequential | trace | capture > the modules of a sequential, one after another
C | test_sequential | trace | capture > the modules of a sequential, one after another
C | test_trace_fn_constant | trace | capture > the name of a constant steps over a field of the model
C | test_return_tuple | trace | capture > one tensor returned twice is one node used twice
C | test_string_literal_return | trace | capture > outputs in lists and records, with the values that are no tensors
C | test_single_default_arg | trace | capture > a default argument keeps its default
C | test_multiple_default_args | trace | capture > a default argument keeps its default
C | test_regular_and_default_args | trace | capture > a default argument keeps its default
C | test_nonetype_annotation | InputSpecs | capture > an input given as null stays null
C | test_ellipsis | trace | captureNests > %s takes what TensorFlow.js takes | tf.slice and its like; JavaScript has no slicing of objects
C | test_inf_nan | emit | codegen > the number %d is written so that it comes back
C | test_inf_nan_kwds | legalIdentifier | naming > hides neither TensorFlow.js nor the kernels nor numbers in emitted code
C | test_getitem | trace | captureNests > %s takes what TensorFlow.js takes | x[0] is refused and says so
C | test_getitem_subproc | trace | captureNests > %s takes what TensorFlow.js takes
C | test_enum | InputSpecs | capture > a constant argument, which decides the branch that is recorded | an enum of TypeScript is a number or a string
C | test_trace_dict_int_keys | trace | capture > a record with numbers as keys keeps them
C | test_trace_multiple_funcs | trace | capture > another method of a model, bound to it
C | test_reserved_getattr | emit | codegen > that are words of the language stay fields of that name
C | test_wrapped_method | trace | capture > a forward behind a decorator
A | test_args_kwargs_no_self | trace | capture > a spread of inputs
A | test_fx_shifts | - | TensorFlow.js has no shifts; an operator on a tensor is refused | bitwise ops
A | test_fx_and_or | trace | captureNests > tf.where and logical ops stand in the place of branches
A | test_matmul_tracing | trace | capture > arguments are recorded under the names of the schema, with their defaults
A | test_named_tuple_inlined | trace | capture > outputs in lists and records, with the values that are no tensors
A | test_namedtuple_return_qualname | emit | codegen > records and tuples are written in the signature as the user returned them
A | test_namedtuple_return_trace | trace | capture > outputs in lists and records, with the values that are no tensors
A | test_trace_return_namedtuple | emit | codegen > records and tuples are written in the signature as the user returned them
A | test_trace_return_dataclass | emit | codegen > records and tuples are written in the signature as the user returned them
A | test_trace_return_dataclass_nested | emit | codegen > records and tuples are written in the signature as the user returned them
A | test_ctx_mgr | trace | capture > tf.tidy leaves no trace in the graph
A | test_layout | - | TensorFlow.js has one memory layout
A | test_fx_create_arg | trace | capture > through classes of the user that hold tensors | its fields are arguments of ops; an object itself is none
N | test_native_callable | - | there are no native callables in JavaScript
N | test_torchbind_* | - | there is no TorchBind
N | test_script_* | - | there is no TorchScript
N | test_torch_custom_ops | - | there is no dispatcher of custom ops; defineOp is covered with wrap
N | test_torch_op_overloads | - | there are no overloads of ATen
N | test_sqrt | - | it tests Python's math module; math on tensors goes through tf
N | test_annotation_with_future | - | TypeScript has no forward references to resolve
N | test_annotations_* | - | TypeScript has no forward references to resolve
N | test_typename_print* | - | types are erased before capture
N | test_return_type_exists* | - | the type of the result is inferred, never declared
N | test_graph_module_replicate_for_dp | - | there is no data parallel replication
`,
)

export const refusalTests = section(
  'test_fx.py: refusals',
  `
C | test_control_flow_tracing | trace | captureRefusals > a function that no op captures, by its name | no higher-order op is captured
C | test_unpack_list_better_error | trace | captureRefusals > spreading of a tensor into arguments
C | test_unpack_dict_better_error | trace | captureRefusals > destructuring of a tensor, at the line of the user
C | test_torch_fx_len | trace | captureRefusals > the length of a tensor, and its items by index, and says what to use
C | test_torch_fx_getattr | trace | capture > a branch on the %s of a value is taken
C | test_trace_dict_proxy_keys | trace | captureRefusals > a tensor as a key of a record
C | test_disallow_override | Pass | provenance > in a pass names the pass, the node and the line of the user | a pass refuses what it does not allow
C | test_throw_out_variant | - | no op of TensorFlow.js writes into an argument
C | test_concrete_arg_none_assert | interpret | capture > that the trace has fixed are refused in a run, by name
C | test_interpreter_not_enough_args | interpret | refusals > an input that is missing, by its name
C | test_erase_node_error | Edit.erase | refusals > to erase a node that still has users, and names them
C | test_wrong_topo | Graph.edit | composing > a node moved before what it uses is refused, and both are named
C | test_wrong_target_type | verify | refusals > an op that nobody registered
C | test_copy_no_remap | Edit.copyNode | composing > refuses a node whose inputs stayed in the other graph
C | test_no_mutation | FxNode.args freezeArg | refusals > to write into a list among the arguments
C | test_update_args_kwargs_yells_at_you | FxNode.args | refusals > to write into the arguments of a node
A | test_symbolic_trace_assert | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
A | test_assert | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
A | test_ast_rewriter_rewrites_assert | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
A | test_ast_rewriter_rewrites_assert_with_message | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
A | test_ast_rewriter_reassigns_submodules | trace | tracer/trace > leaves modules, methods and the training flag as they were, also after a throw | nothing is rewritten
A | test_ast_rewriter_wrap | wrap | wrapping > is one node, whatever it does
A | test_ast_rewriter_wrap_fn_directly | wrap | wrapping > is one node, whatever it does
A | test_ast_rewriter_wrapped_via_decorator | wrap | wrapping > computes at once outside of a trace, also after one that failed
A | test_ast_rewriter_wrapped_via_decorator_and_transformed | Transformer wrap | wrapping > is taken over by a transformer, merged where it is pure and removed where nothing uses it
A | test_ast_rewriter_wrap_with_submodule | wrap | wrapping > in a submodule has its scope
`,
)

export const leafTests = section(
  'test_fx.py: leaves, wrap, custom tracers',
  `
C | test_leaf_module | TraceOptions.isLeaf | leaves > a leaf module is one opaque node under its path
C | test_wrap | wrap | wrapping > is one node, whatever it does
C | test_wrap_fn_directly | wrap | wrapping > is one node, whatever it does
C | test_wrapped_via_decorator | wrap | wrapping > computes at once outside of a trace, also after one that failed
C | test_wrapped_via_decorator_and_transformed | Transformer wrap | wrapping > is taken over by a transformer, merged where it is pure and removed where nothing uses it
C | test_wrap_with_submodule | wrap | wrapping > in a submodule has its scope
C | test_wrapped_retrace | wrap | wrapping > is imported by the emitted module, which is captured as the same ops
C | test_wrap_decorated_function | wrap | wrapping > computes at once outside of a trace, also after one that failed
C | test_node_tagging | Graph.edit | editing > a node keeps its id through edits of itself and of others, so a Map by id holds tags | a Map by node id holds tags: ids are stable and never reused
C | test_custom_proxy_type | trace | capture > through classes of the user that hold tensors
C | test_custom_proxy_type_literal | trace | capture > through a class of the user that holds plain values beside tensors
C | test_custom_proxy_dynamic_value | trace | capture > through classes of the user that hold tensors
C | test_custom_proxy_input_dependent_control_flow | trace | captureRefusals > to read them in a class of the user, which would decide a branch | a class is worked through, never one node
C | test_tracing_graphmodules_as_leaf_submodules | TraceOptions.isLeaf emit | codegen > can be a leaf of another model
C | test_nn_module_stack | FxNode.scope | provenance > knows the path of the module that made it, nested modules too
C | test_partial_trace | InputSpecs GraphMeta.guards | guards > name each constant and what was left out, for both branches
C | test_pytree | GraphMeta.inputs | capture > inputs in lists and records, one placeholder for each tensor
C | test_pytree_concrete | InputSpecs | capture > a constant inside a record of inputs is no placeholder
C | test_metadata_on_ph | InputSpecs TensorSpec | capture > a placeholder has the dtype and the sizes of its spec
A | test_autowrap_functions | - | ops are registered one by one, with schemas
`,
)
