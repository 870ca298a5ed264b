import { lambdaHandler } from './adapters/lambda-handler.ts';
import { portsFrom } from './adapters/ports.ts';

/** Entry point of the Lambda function, for its queue and for API Gateway, and of the local platform. */
export const handler = lambdaHandler(portsFrom(process.env));
