import fc from 'fast-check';
import { parseModelConfig } from '../../../../services/triton/text/parse.ts';
import { printMessage } from '../../../../services/triton/text/print.ts';
import { anyConfig } from './arbitrary.ts';

test('what is printed is read back as the same configuration', () => {
  fc.assert(
    fc.property(anyConfig, (config) => {
      const { config: read, problems } = parseModelConfig(printMessage('ModelConfig', config));
      expect(problems).toEqual([]);
      expect(read).toEqual(config);
    }),
    { numRuns: 80 },
  );
});

test('equal configurations are equal texts, in whatever order they were written', () => {
  const a = { name: 'a', max_batch_size: 2, parameters: { x: { string_value: '1' }, b: { string_value: '2' } } };
  const b = { parameters: { b: { string_value: '2' }, x: { string_value: '1' } }, max_batch_size: 2, name: 'a' };
  expect(printMessage('ModelConfig', a)).toBe(printMessage('ModelConfig', b));
});

test('the text is as people write it', () => {
  const text = printMessage('ModelConfig', {
    name: 'a "b"\n',
    input: [
      { name: 'X', data_type: 'TYPE_FP32', dims: [3, -1], reshape: { shape: [] } },
      { name: 'Y', optional: true },
    ],
    version_policy: { all: {} },
    parameters: { key: { string_value: 'value' } },
    dynamic_batching: { priority_queue_policy: { 10: {}, 9: { max_queue_size: 1 } } },
  });
  expect(text).toBe(`name: "a \\"b\\"\\n"
version_policy {
  all {}
}
input [
  {
    name: "X"
    data_type: TYPE_FP32
    dims: [ 3, -1 ]
    reshape {
      shape: []
    }
  },
  {
    name: "Y"
    optional: true
  }
]
dynamic_batching {
  priority_queue_policy {
    key: 9
    value {
      max_queue_size: 1
    }
  }
  priority_queue_policy {
    key: 10
    value {}
  }
}
parameters {
  key: "key"
  value {
    string_value: "value"
  }
}
`);
});
