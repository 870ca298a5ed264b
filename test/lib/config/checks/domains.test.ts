import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

const arn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef`;

const domain = (region: string, certificateArn: string, parts: Partial<PlatformInput> = {}): string[] =>
  linesOf(input({ api: { domains: { [region]: { domainName: 'llm.example.com', certificateArn } } }, ...parts }));

test('a domain is of a region of the platform', () => {
  expect(domain('us-east-1', arn('us-east-1'))).toEqual([]);
  expect(domain('eu-west-1', arn('eu-west-1'))).toEqual([
    "api.domains.eu-west-1: 'eu-west-1' is not among the platform's regions; use us-east-1",
  ]);
});

test('its certificate is of the same region and account', () => {
  const lines = domain('us-east-1', arn('eu-west-1'), { account: '999900001111' });
  expect(lines).toEqual([
    expect.stringMatching(/^api\.domains\.us-east-1\.certificateArn: .* is a certificate of eu-west-1; use one of us-east-1$/),
    expect.stringMatching(/ belongs to account 111122223333; use a certificate of account 999900001111$/),
  ]);
});

test.each(['LLM.example.com', 'localhost', 'a..b', '-a.com', 'https://a.com'])('%s is no domain name', (domainName) => {
  const lines = linesOf(input({ api: { domains: { 'us-east-1': { domainName, certificateArn: arn('us-east-1') } } } }));
  expect(lines).toEqual([expect.stringContaining(`'${domainName}' is not a domain name;`)]);
});
