import { z } from 'zod';
import { field, list, named, oneOf, section, text, whole } from './field.ts';
import { logSearch } from './log-search.ts';
import { regionName } from './names.ts';
import { onCall } from './on-call.ts';

const httpsUrl = (description: string, example: string) =>
  text(/^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[^\s?#@]*)?$/, description, {
    is: 'an https URL',
    use: `one such as ${example}, without credentials`,
  });

const words = (description: string, example: string) =>
  list(
    text(/^[^\n]{1,256}$/, description, { is: 'a line of text', use: `a text such as ${example}` }),
    description,
    `texts such as ['${example}']`,
  );

const metrics = section(
  {
    retentionDays: whole(1, 1095, 150, 'Days that samples are kept. Default: 150.').optional(),
    workspaces: named(
      regionName,
      text(
        /^arn:aws[\w-]*:aps:[a-z0-9-]+:\d{12}:workspace\/ws-[\w-]+$/,
        'A workspace of Amazon Managed Service for Prometheus.',
        {
          is: 'the ARN of a workspace',
          use: 'one such as arn:aws:aps:us-east-1:111122223333:workspace/ws-01234567-89ab-cdef-0123-456789abcdef',
        },
      ),
      'Workspaces that exist, by region. Default: each region with GPUs gets one, with the rules of the platform.',
      'ARNs by region',
    ).optional(),
  },
  'Metrics of the clusters in Amazon Managed Service for Prometheus, by a managed collector. Default: not there.',
);

const inCluster = section(
  {
    retentionDays: whole(1, 365, 15, 'Days that samples are kept, where the disk holds so many. Default: 15.').optional(),
    storageGib: whole(10, 16_384, 100, 'Disk of Prometheus. Default: 100.').optional(),
    alerts: section(
      {
        pager: oneOf(['pagerduty'], 'A service that wakes people, of what is critical. Default: none.').optional(),
        chat: text(/^[#@][^\s]{1,80}$/, 'Channel of a chat with incoming webhooks as Slack has them.', {
          is: 'the name of a channel',
          use: 'one such as #llm-platform',
        }).optional(),
        webhook: httpsUrl(
          "Takes Alertmanager's JSON with a bearer token, instead of a chat.",
          'https://alerts.example.com/in',
        ).optional(),
      },
      'Who is told; their secrets are those of the Secret alertmanager-receivers in the cluster. Default: nobody.',
    ).optional(),
  },
  'Prometheus and Grafana in each cluster, and an Alertmanager where somebody is told. Default: not there.',
);

const dashboards = section(
  {
    saml: section(
      {
        metadataUrl: httpsUrl('Where the identity provider describes itself.', 'https://idp.example.com/metadata'),
        roleAttribute: text(/^\S{1,256}$/, "Attribute that holds a person's groups.", {
          is: 'the name of an attribute',
          use: 'one such as groups',
        }),
        admins: words('Values of it whose people administer.', 'platform-admins'),
        editors: words('Values of it whose people edit. Default: none.', 'platform').optional(),
      },
      'Sign-in by an identity provider of SAML 2.0. Default: by IAM Identity Center.',
    ).optional(),
    reachableFrom: section(
      {
        prefixLists: list(
          text(/^pl-[0-9a-f]{8,17}$/, 'A managed prefix list.', {
            is: 'the id of a prefix list',
            use: 'one such as pl-0a1b2c3d',
          }),
          'Addresses of people.',
          "ids such as ['pl-0a1b2c3d']",
          5,
        ).optional(),
        vpcEndpoints: list(
          text(/^vpce-[0-9a-f]{8,17}$/, 'A VPC endpoint.', { is: 'the id of a VPC endpoint', use: 'one such as vpce-0a1b2c3d' }),
          'Endpoints of people’s networks.',
          "ids such as ['vpce-0a1b2c3d']",
          5,
        ).optional(),
      },
      'The only places from which Grafana answers. Default: anywhere, by sign-in.',
    ).optional(),
  },
  'Amazon Managed Grafana in the primary region. Default: not there.',
);

const share = (description: string) =>
  field(z.number().gt(0).max(100), description, { is: 'a percentage above 0, at most 100', use: 'a number such as 10' });

const traces = section(
  {
    endpoint: httpsUrl(
      'Base URL to which the router functions send traces by OTLP over HTTP, without /v1/traces. Default: they have the traces of X-Ray alone.',
      'https://otel.example.com',
    ).optional(),
    sampledPercent: share('Share of the traces that begin at the router functions which are sent. Default: 100.').optional(),
    collector: section(
      {
        image: text(
          /^[a-z0-9][a-z0-9.-]*(:\d+)?\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/,
          'Of AWS Distro for OpenTelemetry, or another one with awsxray and tail_sampling, by digest.',
          {
            is: 'an image by digest',
            use: 'one such as public.ecr.aws/aws-observability/aws-otel-collector@sha256:<64 hexadecimal digits>',
          },
        ),
        percent: share('Share of ordinary traces that are kept; failed and slow ones all are. Default: 10.').optional(),
        slowSeconds: whole(1, 900, 10, 'From which duration on a trace is slow. Default: 10.').optional(),
      },
      'An OpenTelemetry collector in each cluster that serves models, in front of X-Ray. Default: none.',
    ).optional(),
  },
  'Traces beyond those of X-Ray. Default: none.',
);

/** What watches the platform, and whom it tells. */
export const observability = section(
  {
    alarms: oneOf(['on', 'off'], 'Alarms and a dashboard of CloudWatch for what lives outside clusters. Default: on.').optional(),
    onCall: onCall.optional(),
    runbooks: httpsUrl(
      'What stands before <alert>.md in links. Default: their place in this repository.',
      'https://wiki.example.com/runbooks/',
    ).optional(),
    metrics: metrics.optional(),
    inCluster: inCluster.optional(),
    prometheusUrl: text(
      /^http:\/\/[a-z0-9-]+\.[a-z0-9-]+\.svc(\.cluster\.local)?(:\d{1,5})?$/,
      'A Prometheus that each cluster has already, which scaling by requests in flight asks. Default: that of inCluster.',
      { is: 'the URL of a service in the cluster', use: 'one such as http://prometheus.monitoring.svc:9090' },
    ).optional(),
    dashboards: dashboards.optional(),
    traces: traces.optional(),
    logSearch: logSearch.optional(),
  },
  'What watches the platform, and whom it tells.',
);
