import { lambdaHandler } from './adapters/lambda-handler.ts';
import { portsFrom } from './adapters/ports.ts';
import { createRouter } from './domain/router.ts';

/** Entry point of the Lambda function and of the local platform. */
export const handler = lambdaHandler(createRouter(portsFrom(process.env)));
