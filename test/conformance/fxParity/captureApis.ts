/** @file What torch.fx offers for capture: the tracer, proxies, wrapping, specialisation. */
import { section } from './parityRow.ts'

export const captureApis = section(
  'APIs: capture',
  `
★★★ | symbolic_trace(root) | trace | capture > a free function
★★★ | symbolic_trace of a GraphModule (retrace) | trace emit | codegen > traces to the graph that it was emitted from
★★ | symbolic_trace(concrete_args) | InputSpecs GraphMeta.guards | guards > name each constant and what was left out, for both branches
★★★ | Tracer.trace | trace | capture > a model gives the same graph at every trace
★★★ | Tracer.is_leaf_module | TraceOptions.isLeaf IsLeaf | leaves > a leaf module is one opaque node under its path
★★ | Tracer.call_module | TraceOptions.isLeaf FxNode.scope | leaves > each node knows the module whose forward made it | the scope is recorded; what a hook would change, a pass changes
★★ | Tracer.path_of_module, submodule_paths | FxNode.scope | tracer/trace > walks containers without a path segment of their own
★ | Tracer.getattr, parameter_proxy_cache | trace | capture > two reads of one tensor are one node
★★ | Tracer.create_arg | Arg | refusals > as an argument %s | a closed union; a tensor becomes a parameter
★★ | __fx_create_arg__, ProxyableClassMeta | trace | capture > through classes of the user that hold tensors | what is made in forward; as inputs, records are taken
★★ | Tracer.create_node, create_proxy, proxy, to_bool, iter, keys | Pass PassContext.eachNode | provenance > in a pass names the pass, the node and the line of the user | a pass over the finished graph tags or refuses; the op registry decides what a call becomes
★★★ | record_stack_traces, node.stack_trace | FxNode.loc | provenance > knows file, line and column of its call | always recorded
★★★ | nn_module_stack, module_stack | FxNode.scope | provenance > knows the path of the module that made it, nested modules too
★ | param_shapes_constant | trace | capture > a branch on the shape of a weight is taken | always
★★ | torch._assert guards of concrete_args | GraphMeta.guards Guard printGuard | guards > name each constant and what was left out, for both branches | held by runs and by emitted code
★★ | PH, PHBase, PHWithMeta | InputSpecs TensorSpec | capture > a placeholder has the dtype and the sizes of its spec
★★ | pytree inputs, _PyTreeCodeGen | GraphMeta.inputs InputTree | codegen > names inputs in lists and records as the user did
★★★ | wrap("name"), @wrap, wrap(fn) | wrap | wrapping > is one node, whatever it does | an op of one record (defineOp) has a schema and a shape rule as well
★ | autowrap_modules, autowrap_functions | - | ops are registered one by one, with schemas; there is no module scope to search
· | traced_func_name | trace | capture > another method of a model, bound to it
★ | check_mutable_operations | trace | captureRefusals > to assign a tensor to a variable | always on
★★★ | Proxy.__bool__ | trace | captureRefusals > a comparison of a tensor | JavaScript cannot trap plain truthiness: the static check of @tsfx/source reports it, and the comparison of graph and model finds a wrong branch
★★★ | Proxy.__iter__ | trace | captureRefusals > destructuring of a tensor, at the line of the user
★★ | Proxy.__len__ | trace | captureRefusals > the length of a tensor, and its items by index, and says what to use
★★★ | Proxy.__getattr__, Attribute | trace | capture > a branch on the %s of a value is taken | shape, rank, size and dtype are plain values
★★★ | operators, reflected operators | trace | captureRefusals > an operator on a tensor | JavaScript has no operator overloading: tf.add is recorded, + is refused
★★★ | __torch_function__ | trace | capture > a function, its module and its chained method are one op
★★ | Proxy(node) outside tracing, GraphAppendingTracer | Edit.inline | composing > copies the nodes of a graph in order and gives the value of its output
★★ | fx.experimental.meta_tracer | FxNode.type | types > has the type of every node at once | every trace knows shapes
★★ | rewriter.RewritingTracer | wrap | wrapping > asserts on values where the graph runs, and stays though nothing uses it | an assertion on values is a wrapped call that is not pure; those on sizes are decided while tracing
★★ | ProxyTensor, make_fx(tracing_mode) | trace | capture > a loop over a size is unrolled | shapes are concrete or named dims
★★ | make_fx(decomposition_table) | decompose DecompositionTable | tools > computes each call of an op by a plain function
`,
)
