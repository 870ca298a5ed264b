import fc from 'fast-check';
import { median } from '../../../tools/bench/medians.ts';

test('the median is one of the values, with as many below it as above, whatever their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const middle = median(values);
      expect(values).toContain(middle);
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(Math.floor((values.length - 1) / 2));
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(Math.ceil(values.length / 2));
    }),
  );
});
