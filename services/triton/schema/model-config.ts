// Written by `node --import tsx tools/model/proto-schema.ts <model_config.proto>` from NVIDIA's protobuf/model_config.proto, do not edit.

export const MESSAGES = {
  BatchInput: {
    kind: 'BatchInput.Kind',
    target_name: 'repeated string',
    data_type: 'DataType',
    source_input: 'repeated string',
  },
  BatchOutput: {
    target_name: 'repeated string',
    kind: 'BatchOutput.Kind',
    source_input: 'repeated string',
  },
  ModelConfig: {
    name: 'string',
    platform: 'string',
    backend: 'string',
    runtime: 'string',
    version_policy: 'ModelVersionPolicy',
    max_batch_size: 'int32',
    input: 'repeated ModelInput',
    output: 'repeated ModelOutput',
    batch_input: 'repeated BatchInput',
    batch_output: 'repeated BatchOutput',
    optimization: 'ModelOptimizationPolicy',
    dynamic_batching: 'ModelDynamicBatching',
    sequence_batching: 'ModelSequenceBatching',
    ensemble_scheduling: 'ModelEnsembling',
    instance_group: 'repeated ModelInstanceGroup',
    default_model_filename: 'string',
    cc_model_filenames: 'map<string, string>',
    metric_tags: 'map<string, string>',
    parameters: 'map<string, ModelParameter>',
    model_warmup: 'repeated ModelWarmup',
    model_operations: 'ModelOperations',
    model_transaction_policy: 'ModelTransactionPolicy',
    model_repository_agents: 'ModelRepositoryAgents',
    response_cache: 'ModelResponseCache',
    model_metrics: 'ModelMetrics',
  },
  ModelDynamicBatching: {
    preferred_batch_size: 'repeated int32',
    max_queue_delay_microseconds: 'uint64',
    preserve_ordering: 'bool',
    priority_levels: 'uint64',
    default_priority_level: 'uint64',
    default_queue_policy: 'ModelQueuePolicy',
    priority_queue_policy: 'map<uint64, ModelQueuePolicy>',
  },
  ModelEnsembling: {
    step: 'repeated ModelEnsembling.Step',
    max_inflight_requests: 'uint32',
  },
  'ModelEnsembling.Step': {
    model_name: 'string',
    model_version: 'int64',
    input_map: 'map<string, string>',
    output_map: 'map<string, string>',
    model_namespace: 'string',
  },
  ModelInput: {
    name: 'string',
    data_type: 'DataType',
    format: 'ModelInput.Format',
    dims: 'repeated int64',
    reshape: 'ModelTensorReshape',
    is_shape_tensor: 'bool',
    allow_ragged_batch: 'bool',
    optional: 'bool',
    is_non_linear_format_io: 'bool',
  },
  ModelInstanceGroup: {
    name: 'string',
    kind: 'ModelInstanceGroup.Kind',
    count: 'int32',
    rate_limiter: 'ModelRateLimiter',
    gpus: 'repeated int32',
    secondary_devices: 'repeated ModelInstanceGroup.SecondaryDevice',
    profile: 'repeated string',
    passive: 'bool',
    host_policy: 'string',
  },
  'ModelInstanceGroup.SecondaryDevice': {
    kind: 'ModelInstanceGroup.SecondaryDevice.SecondaryDeviceKind',
    device_id: 'int64',
  },
  ModelMetrics: {
    metric_control: 'repeated ModelMetrics.MetricControl',
  },
  'ModelMetrics.MetricControl': {
    metric_identifier: 'ModelMetrics.MetricControl.MetricIdentifier',
    histogram_options: 'ModelMetrics.MetricControl.HistogramOptions',
  },
  'ModelMetrics.MetricControl.HistogramOptions': {
    buckets: 'repeated double',
  },
  'ModelMetrics.MetricControl.MetricIdentifier': {
    family: 'string',
  },
  ModelOperations: {
    op_library_filename: 'repeated string',
  },
  ModelOptimizationPolicy: {
    graph: 'ModelOptimizationPolicy.Graph',
    priority: 'ModelOptimizationPolicy.ModelPriority',
    cuda: 'ModelOptimizationPolicy.Cuda',
    execution_accelerators: 'ModelOptimizationPolicy.ExecutionAccelerators',
    input_pinned_memory: 'ModelOptimizationPolicy.PinnedMemoryBuffer',
    output_pinned_memory: 'ModelOptimizationPolicy.PinnedMemoryBuffer',
    gather_kernel_buffer_threshold: 'uint32',
    eager_batching: 'bool',
  },
  'ModelOptimizationPolicy.Cuda': {
    graphs: 'bool',
    busy_wait_events: 'bool',
    graph_spec: 'repeated ModelOptimizationPolicy.Cuda.GraphSpec',
    output_copy_stream: 'bool',
  },
  'ModelOptimizationPolicy.Cuda.GraphSpec': {
    batch_size: 'int32',
    input: 'map<string, ModelOptimizationPolicy.Cuda.GraphSpec.Shape>',
    graph_lower_bound: 'ModelOptimizationPolicy.Cuda.GraphSpec.LowerBound',
  },
  'ModelOptimizationPolicy.Cuda.GraphSpec.LowerBound': {
    batch_size: 'int32',
    input: 'map<string, ModelOptimizationPolicy.Cuda.GraphSpec.Shape>',
  },
  'ModelOptimizationPolicy.Cuda.GraphSpec.Shape': {
    dim: 'repeated int64',
  },
  'ModelOptimizationPolicy.ExecutionAccelerators': {
    gpu_execution_accelerator: 'repeated ModelOptimizationPolicy.ExecutionAccelerators.Accelerator',
    cpu_execution_accelerator: 'repeated ModelOptimizationPolicy.ExecutionAccelerators.Accelerator',
  },
  'ModelOptimizationPolicy.ExecutionAccelerators.Accelerator': {
    name: 'string',
    parameters: 'map<string, string>',
  },
  'ModelOptimizationPolicy.Graph': {
    level: 'int32',
  },
  'ModelOptimizationPolicy.PinnedMemoryBuffer': {
    enable: 'bool',
  },
  ModelOutput: {
    name: 'string',
    data_type: 'DataType',
    dims: 'repeated int64',
    reshape: 'ModelTensorReshape',
    label_filename: 'string',
    is_shape_tensor: 'bool',
    is_non_linear_format_io: 'bool',
  },
  ModelParameter: {
    string_value: 'string',
  },
  ModelQueuePolicy: {
    timeout_action: 'ModelQueuePolicy.TimeoutAction',
    default_timeout_microseconds: 'uint64',
    allow_timeout_override: 'bool',
    max_queue_size: 'uint32',
  },
  ModelRateLimiter: {
    resources: 'repeated ModelRateLimiter.Resource',
    priority: 'uint32',
  },
  'ModelRateLimiter.Resource': {
    name: 'string',
    global: 'bool',
    count: 'uint32',
  },
  ModelRepositoryAgents: {
    agents: 'repeated ModelRepositoryAgents.Agent',
  },
  'ModelRepositoryAgents.Agent': {
    name: 'string',
    parameters: 'map<string, string>',
  },
  ModelResponseCache: {
    enable: 'bool',
  },
  ModelSequenceBatching: {
    direct: 'ModelSequenceBatching.StrategyDirect',
    oldest: 'ModelSequenceBatching.StrategyOldest',
    max_sequence_idle_microseconds: 'uint64',
    control_input: 'repeated ModelSequenceBatching.ControlInput',
    state: 'repeated ModelSequenceBatching.State',
    iterative_sequence: 'bool',
  },
  'ModelSequenceBatching.Control': {
    kind: 'ModelSequenceBatching.Control.Kind',
    int32_false_true: 'repeated int32',
    fp32_false_true: 'repeated float',
    bool_false_true: 'repeated bool',
    data_type: 'DataType',
  },
  'ModelSequenceBatching.ControlInput': {
    name: 'string',
    control: 'repeated ModelSequenceBatching.Control',
  },
  'ModelSequenceBatching.InitialState': {
    data_type: 'DataType',
    dims: 'repeated int64',
    zero_data: 'bool',
    data_file: 'string',
    name: 'string',
  },
  'ModelSequenceBatching.State': {
    input_name: 'string',
    output_name: 'string',
    data_type: 'DataType',
    dims: 'repeated int64',
    initial_state: 'repeated ModelSequenceBatching.InitialState',
    use_same_buffer_for_input_output: 'bool',
    use_growable_memory: 'bool',
  },
  'ModelSequenceBatching.StrategyDirect': {
    max_queue_delay_microseconds: 'uint64',
    minimum_slot_utilization: 'float',
  },
  'ModelSequenceBatching.StrategyOldest': {
    max_candidate_sequences: 'int32',
    preferred_batch_size: 'repeated int32',
    max_queue_delay_microseconds: 'uint64',
    preserve_ordering: 'bool',
  },
  ModelTensorReshape: {
    shape: 'repeated int64',
  },
  ModelTransactionPolicy: {
    decoupled: 'bool',
  },
  ModelVersionPolicy: {
    latest: 'ModelVersionPolicy.Latest',
    all: 'ModelVersionPolicy.All',
    specific: 'ModelVersionPolicy.Specific',
  },
  'ModelVersionPolicy.All': {},
  'ModelVersionPolicy.Latest': {
    num_versions: 'uint32',
  },
  'ModelVersionPolicy.Specific': {
    versions: 'repeated int64',
  },
  ModelWarmup: {
    name: 'string',
    batch_size: 'uint32',
    inputs: 'map<string, ModelWarmup.Input>',
    count: 'uint32',
  },
  'ModelWarmup.Input': {
    data_type: 'DataType',
    dims: 'repeated int64',
    zero_data: 'bool',
    random_data: 'bool',
    input_data_file: 'string',
  },
} as const;

/** Of each group, a message has one field at the most. */
export const ONEOFS = {
  ModelConfig: [['dynamic_batching', 'sequence_batching', 'ensemble_scheduling']],
  'ModelMetrics.MetricControl': [['histogram_options']],
  ModelSequenceBatching: [['direct', 'oldest']],
  'ModelSequenceBatching.InitialState': [['zero_data', 'data_file']],
  ModelVersionPolicy: [['latest', 'all', 'specific']],
  'ModelWarmup.Input': [['zero_data', 'random_data', 'input_data_file']],
} as const;

export const ENUMS = {
  'BatchInput.Kind': {
    BATCH_ELEMENT_COUNT: 0,
    BATCH_ACCUMULATED_ELEMENT_COUNT: 1,
    BATCH_ACCUMULATED_ELEMENT_COUNT_WITH_ZERO: 2,
    BATCH_MAX_ELEMENT_COUNT_AS_SHAPE: 3,
    BATCH_ITEM_SHAPE: 4,
    BATCH_ITEM_SHAPE_FLATTEN: 5,
  },
  'BatchOutput.Kind': {
    BATCH_SCATTER_WITH_INPUT_SHAPE: 0,
  },
  DataType: {
    TYPE_INVALID: 0,
    TYPE_BOOL: 1,
    TYPE_UINT8: 2,
    TYPE_UINT16: 3,
    TYPE_UINT32: 4,
    TYPE_UINT64: 5,
    TYPE_INT8: 6,
    TYPE_INT16: 7,
    TYPE_INT32: 8,
    TYPE_INT64: 9,
    TYPE_FP16: 10,
    TYPE_FP32: 11,
    TYPE_FP64: 12,
    TYPE_STRING: 13,
    TYPE_BF16: 14,
  },
  'ModelInput.Format': {
    FORMAT_NONE: 0,
    FORMAT_NHWC: 1,
    FORMAT_NCHW: 2,
  },
  'ModelInstanceGroup.Kind': {
    KIND_AUTO: 0,
    KIND_GPU: 1,
    KIND_CPU: 2,
    KIND_MODEL: 3,
  },
  'ModelInstanceGroup.SecondaryDevice.SecondaryDeviceKind': {
    KIND_NVDLA: 0,
  },
  'ModelOptimizationPolicy.ModelPriority': {
    PRIORITY_DEFAULT: 0,
    PRIORITY_MAX: 1,
    PRIORITY_MIN: 2,
  },
  'ModelQueuePolicy.TimeoutAction': {
    REJECT: 0,
    DELAY: 1,
  },
  'ModelSequenceBatching.Control.Kind': {
    CONTROL_SEQUENCE_START: 0,
    CONTROL_SEQUENCE_READY: 1,
    CONTROL_SEQUENCE_END: 2,
    CONTROL_SEQUENCE_CORRID: 3,
  },
} as const;
