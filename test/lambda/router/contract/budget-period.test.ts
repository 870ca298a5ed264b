import * as fc from 'fast-check';
import { periodAt, slotAt } from '../../../../lambda/router/contract/budget-period.ts';

test('months have as many slots as days, days have hours', () => {
  expect(periodAt('month', Date.UTC(2028, 1, 29, 12))).toEqual({
    kind: 'month',
    id: '2028-02',
    startsAt: Date.UTC(2028, 1),
    endsAt: Date.UTC(2028, 2),
    slots: 29,
  });
  expect(periodAt('day', Date.UTC(2026, 11, 31, 23, 59))).toMatchObject({
    id: '2026-12-31',
    endsAt: Date.UTC(2027, 0),
    slots: 24,
  });
});

test('every moment lies in its period and in one of its slots, and the end belongs to the next', () => {
  fc.assert(
    fc.property(fc.constantFrom('day' as const, 'month' as const), fc.integer({ min: 0, max: Date.UTC(2100, 0) }), (kind, at) => {
      const period = periodAt(kind, at);
      expect(at >= period.startsAt && at < period.endsAt).toBe(true);
      expect(slotAt(period, at)).toBeGreaterThanOrEqual(0);
      expect(slotAt(period, at)).toBeLessThan(period.slots);
      expect(periodAt(kind, period.endsAt).startsAt).toBe(period.endsAt);
    }),
  );
});
