/** @file A functional model as TensorFlow 2.4 to 2.15 write it: Keras' own classes for regularizers, tuples, dtype policies. */
const policy = { class_name: 'Policy', config: { name: 'mixed_float16' } }
const tuple = (...items: unknown[]) => ({ class_name: '__tuple__', items })

export const KERAS_24 = {
  keras_version: '2.4.0',
  backend: 'tensorflow',
  model_config: {
    class_name: 'Functional',
    config: {
      name: 'net',
      layers: [
        {
          class_name: 'InputLayer',
          name: 'image',
          config: {
            batch_input_shape: tuple(null, 2, 2, 1),
            dtype: 'float32',
            sparse: false,
            ragged: false,
            name: 'image',
          },
          inbound_nodes: [],
        },
        {
          class_name: 'Conv2D',
          name: 'conv',
          config: {
            name: 'conv',
            trainable: true,
            dtype: policy,
            filters: 2,
            kernel_size: tuple(1, 1),
            strides: tuple(1, 1),
            padding: 'valid',
            data_format: 'channels_last',
            dilation_rate: tuple(1, 1),
            groups: 1,
            activation: 'linear',
            use_bias: true,
            kernel_initializer: { class_name: 'HeNormalV2', config: { seed: null } },
            bias_initializer: { class_name: 'Zeros', config: {} },
            kernel_regularizer: { class_name: 'L2', config: { l2: { type: 'ndarray', value: 0.25 } } },
            bias_regularizer: { class_name: 'OrthogonalRegularizer', config: { factor: 0.01 } },
            activity_regularizer: null,
            kernel_constraint: { class_name: 'RadialConstraint', config: {} },
            bias_constraint: { class_name: 'NonNeg', config: {} },
          },
          inbound_nodes: [[['image', 0, 0, {}]]],
        },
        {
          class_name: 'BatchNormalization',
          name: 'bn',
          config: {
            name: 'bn',
            dtype: policy,
            axis: [3],
            momentum: 0.99,
            epsilon: 0.001,
            center: true,
            scale: false,
            beta_initializer: { class_name: 'Zeros', config: {} },
            moving_mean_initializer: { class_name: 'Zeros', config: {} },
            moving_variance_initializer: { class_name: 'Ones', config: {} },
          },
          inbound_nodes: [[['conv', 0, 0, {}]]],
        },
        {
          class_name: 'GlobalAveragePooling2D',
          name: 'pool',
          config: { name: 'pool', dtype: policy, data_format: 'channels_last', keepdims: false },
          inbound_nodes: [[['bn', 0, 0, {}]]],
        },
      ],
      input_layers: [['image', 0, 0]],
      output_layers: [['pool', 0, 0]],
    },
  },
}
