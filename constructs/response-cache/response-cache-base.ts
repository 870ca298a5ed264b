import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Connections, type IConnectable, type ISecurityGroup, Peer, Port } from 'aws-cdk-lib/aws-ec2';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { grantSecretValue } from '../internal/grants.ts';
import type { IResponseCache, RedisAttributes, ResponseCacheAttributes } from './response-cache-props.ts';

const PORT = 6379;

abstract class ResponseCacheBase extends Construct implements IResponseCache {
  abstract readonly connections: Connections;
  abstract readonly locator: string;

  grantConnect(grantee: IGrantable & Partial<IConnectable>): Grant {
    // The rules belong to whoever asks: its stack knows the cache's, and not the other way round.
    grantee.connections?.allowToDefaultPort(this, `Redis at ${this.node.path}`);
    return this.grantLogin(grantee);
  }

  protected abstract grantLogin(grantee: IGrantable): Grant;
}

/** A cache of ElastiCache into which IAM lets. */
export abstract class ElastiCacheBase extends ResponseCacheBase {
  protected abstract readonly attributes: ResponseCacheAttributes;

  get locator(): string {
    const { host, port = PORT, userId } = this.attributes;
    return `rediss://${userId}@${host}:${port}?iam=${this.resource}`;
  }

  protected grantLogin(grantee: IGrantable): Grant {
    const arns = [this.resource, `user/${this.attributes.userId}`].map((name) => {
      const [resource = '', resourceName = ''] = name.split('/');
      return Stack.of(this).formatArn({
        service: 'elasticache',
        resource,
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    });
    return Grant.addToPrincipal({ grantee, actions: ['elasticache:Connect'], resourceArns: arns });
  }

  /** The end of its ARN, with a slash. */
  private get resource(): string {
    const { serverless = false, cacheName } = this.attributes;
    return `${serverless ? 'serverlesscache' : 'replicationgroup'}/${cacheName}`;
  }
}

export class ImportedElastiCache extends ElastiCacheBase {
  readonly connections: Connections;
  protected readonly attributes: ResponseCacheAttributes;

  constructor(scope: Construct, id: string, attributes: ResponseCacheAttributes) {
    super(scope, id);
    this.attributes = attributes;
    this.connections = connectionsOf(attributes);
  }
}

/** A Redis that is not ElastiCache, or lets in by password. */
export class ImportedRedis extends ResponseCacheBase {
  readonly connections: Connections;
  readonly locator: string;
  private readonly password: ISecret | undefined;

  constructor(scope: Construct, id: string, attributes: RedisAttributes) {
    super(scope, id);
    const { host, port = PORT, user, password } = attributes;
    this.password = password;
    this.connections = connectionsOf(attributes);
    const who = user === undefined ? '' : `${encodeURIComponent(user)}@`;
    this.locator = `rediss://${who}${host}:${port}${password ? `?secret=${password.secretName}` : ''}`;
  }

  protected grantLogin(grantee: IGrantable): Grant {
    return this.password ? grantSecretValue(this.password, grantee) : Grant.drop(grantee, 'it asks for no password');
  }
}

interface Reachable {
  readonly port?: number;
  readonly securityGroup?: ISecurityGroup;
}

export function connectionsOf({ port = PORT, securityGroup }: Reachable): Connections {
  const there = securityGroup ? { securityGroups: [securityGroup] } : { peer: Peer.anyIpv4() };
  return new Connections({ defaultPort: Port.tcp(port), ...there });
}
