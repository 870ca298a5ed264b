import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import type { IBudgetStates } from '../budget-guard/budget-guard.ts';
import { defineBundledFunction } from '../internal/bundled-function.ts';
import { failOn } from '../internal/fail-on.ts';
import type { FunctionOptions } from '../internal/function-options.ts';
import type { IModeration } from '../moderation/moderation.ts';
import type { IRouterConfiguration } from '../router-configuration/router-configuration.ts';
import type { ISessionStore } from '../session-store/session-store.ts';
import type { IUsageLedger } from '../usage-ledger/usage-ledger.ts';
import type { IUsageQueue } from '../usage-ledger/usage-queue.ts';
import { type BedrockModel, bedrockAccess, bedrockModelProblems } from './bedrock-access.ts';
import { type GuardKeys, guardEnvironment, guardKeyNames, guardKeyProblems } from './guard-keys.ts';
import { type Guardrail, guardrailProblems, guardrailStatements } from './guardrail-access.ts';
import { reviewEnvironment } from './review-environment.ts';
import { secretNameProblems, secretStatements } from './secret-names.ts';
import { grantShared, type SharedState, sharedEnvironment, sharedProblems } from './shared-state.ts';
import { metricNamespaceProblems, traceProblems } from './telemetry-problems.ts';

export interface RouterFunctionProps extends FunctionOptions, SharedState, GuardKeys {
  /** What the router serves. */
  readonly configuration: IRouterConfiguration;
  /** Where it writes one row for each attempt, and reads what a tenant used. */
  readonly ledger: IUsageLedger;
  /** Through which rows reach the ledger that it could not write itself. @default - none: what it does not live to record is lost */
  readonly usageQueue?: IUsageQueue;
  /** Names of the Secrets Manager secrets that the configuration refers to; it can read these and no others. @default - none */
  readonly upstreamSecretNames?: readonly string[];
  /** The Bedrock models that the configuration asks; it can invoke these and no others. @default - none */
  readonly bedrockModels?: readonly BedrockModel[];
  /** The Bedrock guardrails that the configuration asks for second opinions; it can apply these and no others. @default - none */
  readonly guardrails?: readonly Guardrail[];
  /** Where it keeps conversations, for tenants whose configuration has sessions. @default - none: requests that name a session are refused */
  readonly sessions?: ISessionStore;
  /** Where texts that the configuration holds wait for people. @default - nobody looks at them: they are refused */
  readonly moderation?: IModeration;
  /** Who says which budgets are spent. @default - nobody: budgets in the configuration stop at their end only, in each instance by itself */
  readonly budgetStates?: IBudgetStates;
  /** CloudWatch namespace of the metrics that it writes for every request. @default 'LlmPlatform' */
  readonly metricNamespace?: string;
  /** Base URL of an OpenTelemetry collector that takes traces over OTLP (HTTP), e.g. `http://localhost:4318`. @default - no traces but X-Ray's */
  readonly traceCollector?: string;
  /** Share of the traces that begin here which are sent to the collector, 0 to 1; the others follow their caller's decision. @default 1 */
  readonly traceRatio?: number;
}

/**
 * The router as a Lambda function: reads its configuration from AppConfig, calls the upstreams, writes the usage ledger.
 * Invoke it through `function`, the alias `live`.
 */
export class RouterFunction extends Construct implements IGrantable, IConnectable {
  /** The alias `live`. */
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly grantPrincipal: IPrincipal;
  /** ARN patterns of the Bedrock models that it may invoke through an inference profile, in whichever region that picks. */
  readonly modelsBehindProfiles: readonly string[];
  /** CloudWatch namespace of the metrics that it writes for every request. */
  readonly metricNamespace: string;
  private readonly lambda: IFunction;

  constructor(scope: Construct, id: string, props: RouterFunctionProps) {
    super(scope, id);
    const secrets = props.upstreamSecretNames ?? [];
    const bedrockModels = props.bedrockModels ?? [];
    const guardrails = props.guardrails ?? [];
    this.metricNamespace = props.metricNamespace ?? 'LlmPlatform';
    const problems = [...secretNameProblems(secrets), ...bedrockModelProblems(bedrockModels), ...guardrailProblems(guardrails)];
    const telemetry = [...metricNamespaceProblems(this.metricNamespace), ...traceProblems(props)];
    failOn(this, [...problems, ...telemetry, ...sharedProblems(props, props.vpc !== undefined), ...guardKeyProblems(props)]);

    const { lambda, live, logGroup } = defineBundledFunction(this, {
      ...props,
      bundle: 'router',
      description: 'Answers OpenAI-compatible requests from the configured models',
      // CPU comes with memory: 0.6 of a core parses a long prompt and shakes hands with the upstream without delaying the first token.
      // More would be paid for, idle, during every second that a stream lasts.
      memorySize: 1024,
      // A stream lasts as long as API Gateway lets it.
      timeout: Duration.minutes(15),
      environment: {
        [RouterEnvironment.CONFIG]: props.configuration.locator,
        [RouterEnvironment.LEDGER]: `dynamodb:${props.ledger.table.tableName}`,
        ...(props.usageQueue && { [RouterEnvironment.USAGE_QUEUE]: `sqs:${props.usageQueue.queue.queueUrl}` }),
        [RouterEnvironment.SECRETS]: 'secretsmanager:',
        ...(props.sessions && { [RouterEnvironment.SESSIONS]: `dynamodb:${props.sessions.table.tableName}` }),
        ...(props.moderation && reviewEnvironment(props.moderation)),
        ...(props.budgetStates && { [RouterEnvironment.BUDGETS]: `dynamodb:${props.budgetStates.table.tableName}` }),
        ...sharedEnvironment(props),
        ...guardEnvironment(props),
        [RouterEnvironment.TELEMETRY]: `emf:${this.metricNamespace}`,
        ...(props.traceCollector !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: props.traceCollector }),
        ...(props.traceRatio !== undefined && { OTEL_TRACES_SAMPLER_ARG: String(props.traceRatio) }),
        [RouterEnvironment.RETENTION_DAYS]: String(Math.ceil(props.ledger.retention.toDays({ integral: false }))),
      },
    });
    this.function = live;
    this.lambda = lambda;
    this.logGroup = logGroup;
    this.grantPrincipal = lambda.grantPrincipal;

    props.configuration.grantRead(lambda);
    props.ledger.grantAppend(lambda);
    props.ledger.grantQuery(lambda);
    props.usageQueue?.grantSend(lambda);
    props.sessions?.grantReadWrite(lambda);
    props.budgetStates?.grantReadStates(lambda);
    props.moderation?.grantGuard(lambda);
    grantShared(props, lambda, props.vpc !== undefined);
    const bedrock = bedrockAccess(Stack.of(this), bedrockModels);
    this.modelsBehindProfiles = bedrock.behindProfiles;
    const statements = [
      ...bedrock.statements,
      ...guardrailStatements(Stack.of(this), guardrails),
      ...secretStatements(this, [...secrets, ...guardKeyNames(props)]),
    ];
    for (const statement of statements) lambda.addToRolePolicy(statement);
  }

  /** Requests to models, in total. `dimensionsMap: { Model, Status }` picks some. */
  metricRequests(options?: MetricOptions): Metric {
    return this.metricOf('llm_requests_total', Stats.SUM, options);
  }

  /** Seconds from a request to the last byte of its answer; p99 unless asked otherwise. */
  metricRequestLatency(options?: MetricOptions): Metric {
    return this.metricOf('llm_request_latency_seconds', Stats.p(99), options);
  }

  /** Seconds to the first token of a streamed answer; p99 unless asked otherwise. */
  metricTimeToFirstToken(options?: MetricOptions): Metric {
    return this.metricOf('llm_time_to_first_token_seconds', Stats.p(99), options);
  }

  /** Dollars that requests cost, as far as prices are known. */
  metricCost(options?: MetricOptions): Metric {
    return this.metricOf('llm_cost_total_dollars', Stats.SUM, options);
  }

  /** Requests that a limit of their tenant refused. */
  metricQuotaRefusals(options?: MetricOptions): Metric {
    return this.metricOf('llm_quota_refusals_total', Stats.SUM, options);
  }

  /** Answers that broke off after their first byte, which the API counts as answered. */
  metricBrokenAnswers(options?: MetricOptions): Metric {
    return this.metricOf('llm_broken_answers_total', Stats.SUM, options);
  }

  private metricOf(metricName: string, statistic: string, options?: MetricOptions): Metric {
    return new Metric({ namespace: this.metricNamespace, metricName, statistic, ...options }).attachTo(this);
  }

  /** To let the router reach an upstream inside its VPC: `router.connections.allowTo(peer, port)`. Throws without `vpc`. */
  get connections(): Connections {
    return this.lambda.connections;
  }

  /** Requests that ended in an unhandled error. */
  metricErrors(options?: MetricOptions): Metric {
    return this.function.metricErrors(options);
  }

  /** Milliseconds from invocation to the last byte. */
  metricDuration(options?: MetricOptions): Metric {
    return this.function.metricDuration(options);
  }

  metricInvocations(options?: MetricOptions): Metric {
    return this.function.metricInvocations(options);
  }

  /** Requests refused because no concurrency was left. */
  metricThrottles(options?: MetricOptions): Metric {
    return this.function.metricThrottles(options);
  }
}
