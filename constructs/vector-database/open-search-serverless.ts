import { Names, Stack } from 'aws-cdk-lib';
import { Connections, Port } from 'aws-cdk-lib/aws-ec2';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnAccessPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { Construct } from 'constructs';
import { alarmOn } from '../internal/alarm.ts';
import { searchCollection } from '../internal/search-collection.ts';
import type { OpenSearchServerlessOptions } from './engine-options.ts';
import type { VectorStore, VectorStoreParts } from './vector-store.ts';

/** A collection's index holds every tenant, so that nobody deletes one. */
const INDEX_RIGHTS = ['CreateIndex', 'DescribeIndex', 'ReadDocument', 'WriteDocument'];

/** A vector collection under our key, with one endpoint in the network and none in the internet. */
export function openSearchServerless(
  scope: Construct,
  { databaseName: name, encryptionKey, removalPolicy }: VectorStoreParts,
  options: OpenSearchServerlessOptions,
): VectorStore {
  const { collection, endpoint, metric } = searchCollection(scope, {
    ...{ ...options, name, type: 'VECTORSEARCH', encryptionKey, removalPolicy },
    description: `Vectors of ${scope.node.path}`,
    reachedBy: 'OpenSearch for vectors: whoever was granted',
    // Nobody needs them here.
    dashboards: false,
  });
  return {
    locator: `opensearch:${collection.attrCollectionEndpoint}`,
    connections: new Connections({ securityGroups: [endpoint.securityGroup], defaultPort: Port.tcp(443) }),
    grant: (grantee) => grantDocuments(scope, grantee, name, collection.attrArn),
    searchEndpoint: endpoint,
    metric,
    alarms: [
      alarmOn(scope, 'RequestsFail', {
        metric: metric('5xx'),
        threshold: 5,
        alarmDescription: 'OpenSearch answers with errors of its own: see its capacity limits (OCU) and the AWS health dashboard',
      }),
    ],
  };
}

/**
 * IAM lets a principal ask the collection's API, and a policy of the collection says what for. It belongs to whoever asks: its stack knows the
 * collection's, and not the other way round.
 */
function grantDocuments(scope: Construct, grantee: IGrantable, collection: string, collectionArn: string): Grant {
  const { grantPrincipal } = grantee;
  const principals = [grantPrincipal.policyFragment.principalJson.AWS ?? []].flat();
  if (principals.length === 0 || !Construct.isConstruct(grantPrincipal)) {
    const given = String(grantPrincipal);
    throw new Error(`${scope.node.path}: collection ${collection} lets in roles and users of this app; give one, not ${given}`);
  }
  const policy = {
    Rules: [
      { ResourceType: 'index', Resource: [`index/${collection}/*`], Permission: INDEX_RIGHTS.map((right) => `aoss:${right}`) },
    ],
    Principal: principals,
  };
  const id = `Documents-${collection}`;
  if (grantPrincipal.node.tryFindChild(id) === undefined) {
    const place = new Construct(grantPrincipal, id);
    new CfnAccessPolicy(place, 'Resource', {
      // Unique in account and region: it comes from the path, which has principal and collection.
      name: Names.uniqueResourceName(place, { maxLength: 32 }).toLowerCase(),
      type: 'data',
      policy: Stack.of(grantPrincipal).toJsonString([policy]),
    });
  }
  return Grant.addToPrincipal({ grantee, actions: ['aoss:APIAccessAll'], resourceArns: [collectionArn] });
}
