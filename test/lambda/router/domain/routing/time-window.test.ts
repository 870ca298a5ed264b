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
