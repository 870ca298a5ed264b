import fc from 'fast-check';
import { WEEKDAYS } from '../../../../../lambda/router/contract/routes.ts';
import { isWithin } from '../../../../../lambda/router/domain/routing/time-window.ts';

const two = (value: number) => String(value).padStart(2, '0');
/** 2026-01-04 is a Sunday. */
const at = (day: number, time: string) => Date.parse(`2026-01-${two(4 + day)}T${time}Z`);

test.each([
  ['08:00-18:00', '07:59:59', false],
  ['08:00-18:00', '08:00:00', true],
  ['08:00-18:00', '17:59:59', true],
  ['08:00-18:00', '18:00:00', false],
  ['08:00-24:00', '23:59:59', true],
])('%s at %s: %p', (hours, time, expected) => {
  expect(isWithin({ hours }, at(1, time))).toBe(expected);
});

test('a window over midnight belongs to the day on which it begins', () => {
  const night = { days: ['fri'], hours: '22:00-06:00' } as const;
  const moments = [at(5, '05:00:00'), at(5, '22:00:00'), at(6, '05:59:59'), at(6, '06:00:00'), at(6, '23:00:00')];
  expect(moments.map((moment) => isWithin(night, moment))).toEqual([false, true, true, false, false]);
});

test('Saturday night runs into Sunday', () => {
  expect(isWithin({ days: ['sat'], hours: '22:00-06:00' }, at(0, '01:00:00'))).toBe(true);
});

test('days alone are whole days in UTC', () => {
  for (const [day, name] of WEEKDAYS.entries()) {
    expect(isWithin({ days: [name] }, at(day, '00:00:00'))).toBe(true);
    expect(isWithin({ days: [name] }, at((day + 1) % 7, '00:00:00'))).toBe(false);
  }
});

test('the clocks are those of the zone', () => {
  const work = { days: ['mon'], hours: '08:00-18:00', zone: 'Asia/Kolkata' } as const;
  const moments = [at(1, '02:29:00'), at(1, '02:30:00'), at(1, '12:29:59'), at(1, '12:30:00')];
  expect(moments.map((moment) => isWithin(work, moment))).toEqual([false, true, true, false]);
  expect(isWithin({ days: ['mon'], zone: 'America/New_York' }, at(2, '04:59:00'))).toBe(true);
  expect(isWithin({ hours: '00:00-00:01', zone: 'Europe/Berlin' }, at(3, '23:00:00'))).toBe(true);
});

describe('when clocks change', () => {
  const HOUR = 3_600_000;
  /** Zone, hours from UTC in winter, and the moments of 2026 at which summer time begins and ends. */
  const zones = [
    { zone: 'Europe/Berlin', winter: 1, begins: Date.UTC(2026, 2, 29, 1), ends: Date.UTC(2026, 9, 25, 1) },
    { zone: 'America/New_York', winter: -5, begins: Date.UTC(2026, 2, 8, 7), ends: Date.UTC(2026, 10, 1, 6) },
  ] as const;
  const minute = fc.nat(24 * 60 - 1).map((value) => `${two(Math.floor(value / 60))}:${two(value % 60)}`);
  const days = fc.option(fc.subarray([...WEEKDAYS], { minLength: 1 }), { nil: undefined });

  test('a window follows the clocks on the wall, to the minute, in the two days around', () => {
    fc.assert(
      fc.property(
        ...([
          fc.constantFrom(...zones),
          fc.boolean(),
          fc.integer({ min: -2 * 24 * 60, max: 2 * 24 * 60 }),
          days,
          minute,
          minute,
        ] as const),
        ({ zone, winter, begins, ends }, spring, offset, on, from, to) => {
          fc.pre(from !== to);
          const moment = (spring ? begins : ends) + offset * 60_000;
          const isSummer = moment >= begins && moment < ends;
          const wall = moment + (winter + (isSummer ? 1 : 0)) * HOUR;
          const window = { hours: `${from}-${to}`, ...(on && { days: on }) };
          expect(isWithin({ ...window, zone }, moment)).toBe(isWithin(window, wall));
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each(zones)(
    'the hour that $zone skips is in no window, the one that it repeats is in it twice',
    ({ zone, begins, ends }) => {
      const repeated = zone === 'Europe/Berlin' ? '02:00-03:00' : '01:00-02:00';
      const minutes = (from: number, hours: string) => {
        const day = from - 12 * HOUR;
        return Array.from({ length: 24 * 60 }, (_, index) => day + index * 60_000).filter((each) =>
          isWithin({ hours, zone }, each),
        ).length;
      };
      expect([minutes(begins, '02:00-03:00'), minutes(ends, repeated)]).toEqual([0, 120]);
    },
  );
});

test('a window and its complement share out the week', () => {
  const minute = fc.nat(24 * 60 - 1).map((value) => `${two(Math.floor(value / 60))}:${two(value % 60)}`);
  fc.assert(
    fc.property(minute, minute, fc.nat(7 * 86_400_000), (from, to, offset) => {
      fc.pre(from !== to);
      const moment = at(0, '00:00:00') + offset;
      expect(isWithin({ hours: `${from}-${to}` }, moment)).toBe(!isWithin({ hours: `${to}-${from}` }, moment));
    }),
  );
});
