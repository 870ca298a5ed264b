import type { CfnWorkspace } from 'aws-cdk-lib/aws-grafana';

export interface SamlOptions {
  /** Where the identity provider describes itself. */
  readonly metadataUrl: string;
  /** Name of the attribute that holds a person's groups or roles. */
  readonly roleAttribute: string;
  /** Values of it whose people administer Grafana. One or more. */
  readonly adminValues: readonly string[];
  /** Values of it whose people edit dashboards. @default - none: all others view */
  readonly editorValues?: readonly string[];
}

/** How people sign in to Grafana. There is no other way: no passwords, no public keys. */
export class GrafanaSignIn {
  /** By AWS IAM Identity Center, in which each person or group is assigned to the workspace. */
  static identityCenter(): GrafanaSignIn {
    return new GrafanaSignIn('AWS_SSO', undefined);
  }

  /** By an identity provider of SAML 2.0. */
  static saml({ metadataUrl, roleAttribute, adminValues, editorValues = [] }: SamlOptions): GrafanaSignIn {
    return new GrafanaSignIn('SAML', {
      idpMetadata: { url: metadataUrl },
      assertionAttributes: { role: roleAttribute },
      roleValues: { admin: [...adminValues], ...(editorValues.length > 0 && { editor: [...editorValues] }) },
      // Minutes: a working day.
      loginValidityDuration: 480,
    });
  }

  readonly provider: string;
  /** @default - not by SAML */
  readonly saml: CfnWorkspace.SamlConfigurationProperty | undefined;

  private constructor(provider: string, saml: CfnWorkspace.SamlConfigurationProperty | undefined) {
    this.provider = provider;
    this.saml = saml;
  }
}
