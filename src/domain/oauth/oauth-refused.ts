export type OAuthFault =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_scope"
  | "unauthorized_client"
  | "unsupported_grant_type"
  | "unsupported_response_type"
  | "access_denied";

const usualWords: Readonly<Record<OAuthFault, string>> = {
  invalid_request: "A required parameter is missing or has a value that is not supported.",
  invalid_client: "The client is unknown, or its identifier and secret were not given or do not match.",
  invalid_grant:
    "The authorization code is not valid: it is unknown, expired, already used, issued to another client, or was asked for with another redirect URI or code challenge.",
  invalid_scope: "A requested scope does not exist or goes beyond what the application registered.",
  unauthorized_client: "You are not authorized to revoke this token",
  unsupported_grant_type: "This grant type is not supported; authorization_code and client_credentials are.",
  unsupported_response_type: "This response type is not supported; code is.",
  access_denied: "The account's owner did not allow the request.",
};

export const describeFault = (fault: OAuthFault): string => usualWords[fault];

/** An expected failure of the OAuth protocol (RFC 6749 §5.2), whose answer has a form of its own. */
export class OAuthRefused extends Error {
  readonly fault: OAuthFault;

  constructor(fault: OAuthFault, description: string = describeFault(fault)) {
    super(description);
    this.name = "OAuthRefused";
    this.fault = fault;
  }
}
