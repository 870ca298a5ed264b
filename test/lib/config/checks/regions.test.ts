import { input, linesOf } from '../support.ts';

const two = (first: boolean | undefined, second: boolean | undefined) =>
  input({ regions: { 'us-east-1': { primary: first }, 'eu-west-1': { primary: second } } });

test('one of several regions is primary', () => {
  expect(linesOf(two(true, undefined))).toEqual([]);
  expect(linesOf(two(undefined, false))).toEqual([
    'regions: none of us-east-1, eu-west-1 is primary; give one of them primary: true',
  ]);
  expect(linesOf(two(true, true))).toEqual(['regions: us-east-1, eu-west-1 are all primary; keep one']);
});

test('a single region cannot decline to be primary', () => {
  expect(linesOf(input({ regions: { 'us-east-1': { primary: false } } }))).toEqual([
    'regions.us-east-1.primary: false cannot be: the only region is primary; leave it out',
  ]);
});

test('nothing is said about the primary region while it is unknown which one was meant', () => {
  const regions = { 'us-east-1': {}, 'eu-west-1': { primary: 'yes' } };
  expect(linesOf({ ...input(), regions })).toEqual([
    "regions.eu-west-1.primary: 'yes' is not true or false; use true for one region, without quotes",
  ]);
});

test('an unknown region is refused with the nearest that is known', () => {
  expect(linesOf(input({ regions: { 'us-east1': {} } }))).toEqual([
    "regions.us-east1: 'us-east1' is not a region of the catalogue; did you mean us-east-1?",
  ]);
  expect(linesOf(input({ regions: { 'mars-north-1': {} } }))[0]).toMatch(
    /is not a region of the catalogue; use af-south-1, .* …$/,
  );
});

test('there is at least one region, model and tenant', () => {
  expect(linesOf(input({ regions: {}, models: {}, tenants: {} }))).toEqual([
    'regions: is empty; name at least one of the regions',
    'models: is empty; name at least one of the models',
    'tenants: is empty; name at least one of the tenants',
  ]);
});

test('names that differ only by case are refused in models, tenants and tags', () => {
  const twice = { a: { echo: {} }, A: { echo: {} } };
  expect(linesOf(input({ models: twice, tenants: { x: {}, X: {} }, tags: { Team: '1', team: '2' } }))).toEqual([
    "models.A: 'A' differs from 'a' only by case; rename one of them",
    "tenants.X: 'X' differs from 'x' only by case; rename one of them",
    "tags.team: 'team' differs from 'Team' only by case; rename one of them",
  ]);
});
