/** To which a Pod Identity association gives the rights of the router's Lambda function, and of the authorizer's. */
export const SERVICE_ACCOUNT = 'router';
