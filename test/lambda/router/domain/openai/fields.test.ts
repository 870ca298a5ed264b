import fc from 'fast-check';
import {
  checkFields,
  integer,
  listOf,
  number,
  refuseIfAny,
  shown,
  text,
} from '../../../../../lambda/router/domain/openai/fields.ts';
import { refusalOf } from '../../support/errors.ts';

test('no problem, no refusal', () => {
  expect(() => refuseIfAny(() => undefined)).not.toThrow();
});

test('the first field at fault is the param; the message names five of them', () => {
  const { body } = refusalOf(() =>
    refuseIfAny((report) => {
      for (let index = 0; index < 7; index++) report(`f${index}`, 'is bad');
    }),
  );
  expect(body.error.param).toBe('f0');
  expect(body.error.message).toBe("'f0' is bad; 'f1' is bad; 'f2' is bad; 'f3' is bad; 'f4' is bad.");
});

test('null counts as absent, and members that are not in the table are left alone', () => {
  const report = jest.fn();
  checkFields({ a: null, other: 1, toString: 2 }, { a: text }, report);
  expect(report).not.toHaveBeenCalled();
});

test('a wrong member is reported with what it must be and what it is', () => {
  const report = jest.fn();
  checkFields({ a: 7 }, { a: text }, report);
  expect(report).toHaveBeenCalledWith('a', 'must be a string, not 7');
});

test.each([
  [number(0, 2), 2, 2.1],
  [integer(1, 128), 128, 1.5],
  [integer(1), 1, 0],
  [listOf(text), ['a'], ['a', 1]],
])('$expected: takes %p, refuses %p', (kind, good, bad) => {
  expect(kind.accepts(good)).toBe(true);
  expect(kind.accepts(bad)).toBe(false);
});

test('whatever the value, it is shown in at most 42 characters', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(shown(value).length).toBeLessThanOrEqual(42)));
});
