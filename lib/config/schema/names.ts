import { z } from 'zod';
import { catalogueRegions } from '../catalogue/regions.ts';
import { field, list, text } from './field.ts';

const regions = catalogueRegions();

/** A region of the catalogue; its names are an enumeration for editors, and a suggestion for people. */
export const regionName = field(
  z
    .string()
    .refine((name) => regions.includes(name))
    .meta({ enum: regions }),
  'Name of an AWS region.',
  { is: 'a region of the catalogue', use: regions.join(', '), known: regions },
);

export const regionNames = (description: string) =>
  list(regionName, description, "names of the platform's regions, e.g. ['eu-west-1']");

export const platformName = text(
  /^(?!aws(-|$))(?=.{2,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'Prefix of every stack and of the few physical names.',
  {
    is: 'a platform name',
    use: '2 to 20 lower-case letters, digits and single hyphens, not beginning with aws-, e.g. acme-llm',
  },
);

export const modelAlias = text(/^(\*|[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127})$/, 'The name that clients use.', {
  is: 'a model name',
  use: "up to 128 letters, digits and . _ : / @ -, beginning with a letter or digit, or '*' for every other name",
});

export const tenantName = text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Name of the tenant, as in API keys and token claims.', {
  is: 'a tenant name',
  use: 'up to 64 letters, digits and . _ -, beginning with a letter or digit',
});

export const organisationName = text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Name of the organisation.', {
  is: 'the name of an organisation',
  use: 'up to 64 letters, digits and . _ -, beginning with a letter or digit',
});

export const zoneName = text(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'Name of an availability zone.', {
  is: 'the name of an availability zone',
  use: "the region's name and a letter, e.g. eu-west-1a",
});

/** A URL; what is wrong with its parts is said by the cross-checks. */
export const url = (description: string) =>
  field(z.string().min(1).max(2048).meta({ format: 'uri' }), description, {
    is: 'a URL',
    use: 'one such as https://api.openai.com/v1',
  });
