/** @file A functional model as Keras 3 writes it: calls as `{ args, kwargs }`, ends without lists, new names of options. */
const dtype = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
}
const tensorOf = (layer: string) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 2], dtype: 'float32', keras_history: [layer, 0, 0] },
})
const zeros = { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null }

export const KERAS_3 = {
  keras_version: '3.3.3',
  backend: 'tensorflow',
  model_config: {
    class_name: 'Functional',
    config: {
      name: 'net',
      trainable: true,
      layers: [
        {
          module: 'keras.layers',
          class_name: 'InputLayer',
          config: { batch_shape: [null, 2], dtype: 'float32', sparse: false, name: 'x' },
          registered_name: null,
          name: 'x',
          inbound_nodes: [],
        },
        {
          module: 'keras.layers',
          class_name: 'Dense',
          config: {
            name: 'hidden',
            trainable: true,
            dtype,
            units: 2,
            activation: 'silu',
            use_bias: true,
            kernel_initializer: zeros,
            bias_initializer: zeros,
            kernel_regularizer: {
              module: 'keras.regularizers',
              class_name: 'L1',
              config: { l1: 0.5 },
              registered_name: null,
            },
            bias_regularizer: null,
          },
          registered_name: null,
          build_config: { input_shape: [null, 2] },
          name: 'hidden',
          inbound_nodes: [{ args: [tensorOf('x')], kwargs: {} }],
        },
        {
          module: 'keras.layers',
          class_name: 'LeakyReLU',
          config: { name: 'leaky', dtype, negative_slope: 0.5 },
          registered_name: null,
          name: 'leaky',
          inbound_nodes: [{ args: [tensorOf('x')], kwargs: { training: null } }],
        },
        {
          module: 'keras.layers',
          class_name: 'Add',
          config: { name: 'sum', dtype },
          registered_name: null,
          name: 'sum',
          inbound_nodes: [{ args: [[tensorOf('hidden'), tensorOf('leaky')]], kwargs: {} }],
        },
      ],
      input_layers: ['x', 0, 0],
      output_layers: ['sum', 0, 0],
    },
  },
}
