import { reaches, reachOf } from '../../../../lambda/review/domain/access.ts';

const caller = (roles?: string) => ({
  tenant: 'research',
  principal: 'key',
  credential: 'api-key' as const,
  ...(roles !== undefined && { roles }),
});

test.each([undefined, '', 'admin', 'reviewers', 'reviewer:', 'Reviewer'])('with the roles %p nobody is a reviewer', (roles) => {
  expect(reachOf(caller(roles))).toBeUndefined();
});

test("a reviewer sees the own tenant's cases, and others' by name only", () => {
  expect(reachOf(caller('reviewer'))).toEqual(new Set(['research']));
  expect(reachOf(caller('reviewer:sales'))).toEqual(new Set(['sales']));
  expect(reachOf(caller('reviewer reviewer:sales'))).toEqual(new Set(['research', 'sales']));
  expect(reachOf(caller('reviewer:*'))).toBe('all');
});

test('reach is exact', () => {
  expect(reaches(new Set(['research']), 'research')).toBe(true);
  expect(reaches(new Set(['research']), 'research2')).toBe(false);
  expect(reaches('all', 'anything')).toBe(true);
});
