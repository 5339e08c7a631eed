export interface PolicyNeeds {
  /** CSP sources that a form of the page may send to, or be redirected to after it was sent: Chromium checks both. */
  readonly formTargets?: readonly string[];
  /** Whether the page shows avatars and media, which can lie on other hosts. */
  readonly hasMedia?: boolean;
}

/** The headers of every page. */
export function pageHeaders(needs: PolicyNeeds = {}): Record<string, string> {
  const directives = [
    "default-src 'none'",
    "style-src 'self'",
    ...(needs.hasMedia ? ["img-src 'self' https: http:", "media-src 'self' https: http:"] : []),
    `form-action ${needs.formTargets === undefined ? "'none'" : ["'self'", ...needs.formTargets].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": directives.join("; "),
    // Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
  };
}
