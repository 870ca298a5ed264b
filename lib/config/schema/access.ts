import { organisationBudgets, tenantBudgets } from './budgets.ts';
import { cache } from './cache.ts';
import { list, named, section, text } from './field.ts';
import { limits, organisationLimits } from './limits.ts';
import { moderation } from './moderation.ts';
import { organisationName, regionNames, tenantName, url } from './names.ts';
import { sessions } from './sessions.ts';

const tenant = section(
  {
    residency: regionNames('The only regions that may serve this tenant or hold its data. Default: every region.').optional(),
    organisation: organisationName.describe('The organisation that the tenant belongs to. Default: it stands alone.').optional(),
    limits: limits.optional(),
    budgets: tenantBudgets.optional(),
    cache: cache.optional(),
    sessions: sessions.optional(),
    moderation: moderation.optional(),
  },
  'An organisation, team or product whose use is metered and limited by itself.',
);

const organisation = section(
  { limits: organisationLimits.optional(), budgets: organisationBudgets.optional() },
  'Several tenants with limits in common.',
);

export const organisations = named(
  organisationName,
  organisation,
  'Organisations that tenants belong to, by name. Default: none.',
  'organisations by name, e.g. { acme: { limits: { dollarsPerMonth: 1000 } } }',
);

export const tenants = named(
  tenantName,
  tenant,
  'The tenants, by name. At least one.',
  'tenants by name, e.g. { default: {} }',
).meta({
  minProperties: 1,
});

const issuer = section(
  {
    issuer: url("The exact 'iss' claim, an https URL."),
    audience: list(
      text(/^\S{1,256}$/, "A value of the 'aud' claim.", {
        is: 'an audience',
        use: 'a text of 1 to 256 characters without spaces',
      }),
      "One of these must be in the 'aud' claim.",
      "texts such as ['llm-platform']",
    ),
    jwksUri: url('Where the public keys are. Default: the issuer followed by /.well-known/jwks.json').optional(),
    tenantClaim: text(/^\S{1,128}$/, "The claim that holds the tenant's name. Default: tenant.", {
      is: 'the name of a claim',
      use: 'a text of 1 to 128 characters without spaces, e.g. tenant',
    }).optional(),
    rolesClaim: text(/^\S{1,128}$/, 'The claim that holds roles, e.g. reviewer:*. Default: tokens give no roles.', {
      is: 'the name of a claim',
      use: 'a text of 1 to 128 characters without spaces, e.g. roles',
    }).optional(),
  },
  'An OpenID Connect issuer whose tokens are accepted.',
);

export const authentication = section(
  {
    jwt: list(
      issuer,
      'Token issuers accepted beside API keys. Default: none.',
      'objects with issuer and audience',
      10,
    ).optional(),
  },
  'Who may call. API keys are always accepted.',
);
