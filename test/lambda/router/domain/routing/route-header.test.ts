import fc from 'fast-check';
import { routeHeader } from '../../../../../lambda/router/domain/routing/route-header.ts';

test('alias, candidate and why', () => {
  expect(routeHeader('chat', 'gpt', 'priority')).toBe('chat; gpt; priority');
});

test('whatever the parts hold, it is one short line of ASCII with two separators', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      fc.string({ maxLength: 900 }),
      (alias, model, why) => {
        const header = routeHeader(alias.slice(0, 50), model.slice(0, 50), why);
        expect(header).toMatch(/^[\x20-\x7e]{4,300}$/);
        expect(header.split(';')).toHaveLength(3);
      },
    ),
  );
});
