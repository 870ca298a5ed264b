import type { IConstruct } from 'constructs';
import { QdrantLoadBalancer } from '../stacks/qdrant-load-balancer.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import { PLATFORM_TEAM } from './register.ts';

/** The finding that load balancers of Qdrant bring along: no access logs. */
export const qdrantLoadBalancers = (root: IConstruct): Acknowledgement[] =>
  root.node.findAll().flatMap((construct) =>
    construct instanceof QdrantLoadBalancer
      ? {
          id: 'AwsSolutions::AwsSolutions-ELB2',
          path: new RegExp(`^${construct.node.path}/Resource/Resource$`),
          reason:
            'A network load balancer writes access logs of TLS listeners alone, and here TLS ends in the pods; flow logs of the network say who called',
          ...PLATFORM_TEAM,
        }
      : [],
  );
