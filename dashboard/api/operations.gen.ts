/** The admin API, one entry per operation. Written by `npm run openapi`: do not edit. */
export interface Operations {
  'GET /account': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "user";
      id: string;
      first_name: string;
      last_name: string;
      role: "owner" | "admin" | "member";
      email: string;
      created_at: string;
      last_updated_at: string;
      workspace_ids: readonly (string)[];
    };
  };
  'PUT /account': {
    input: {
      first_name?: string;
      last_name?: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /account/device-codes/approve': {
    input: {
      /** As the client shows it: WDJB-MJHT. */
      user_code: string;
      /** Id or slug of the workspace that its requests are counted in. Absent: the one at hand. */
      workspace_id?: string | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /account/device-codes/deny': {
    input: {
      /** As the client shows it: WDJB-MJHT. */
      user_code: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /account/device-codes/find': {
    input: {
      /** As the client shows it: WDJB-MJHT. */
      user_code: string;
    };
    output: {
      object: "device-code";
      user_code: string;
      /** What the client says it is. It is not proven. */
      surface: string;
      user_agent: string;
      /** Where the sign-in was begun. */
      client_ip: string;
      /** It was begun at another address than the browser’s. */
      is_other_address: boolean;
      created_at: string;
      expires_at: string;
    };
  };
  'GET /account/devices': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "device";
        id: string;
        user_id: string;
        workspace_id: string;
        /** The gateway key that is its access token. */
        api_key_id: string;
        surface: string;
        user_agent: string;
        client_ip: string;
        created_at: string;
        refreshed_at: string;
      })[];
    };
  };
  'DELETE /account/devices/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /account/password': {
    input: {
      current_password: string;
      new_password: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /account/recovery-codes': {
    input: {
      current_password: string;
    };
    output: {
      /** Shown once. Each works once. */
      recovery_codes: readonly (string)[];
    };
  };
  'GET /account/second-factors': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "second-factor";
        id: string;
        kind: "totp" | "webauthn";
        name: string;
        created_at: string;
        last_used_at: string | null;
      })[];
      recovery_codes_left: number;
      /** The organisation wants one. */
      required: boolean;
    };
  };
  'POST /account/second-factors': {
    input: {
      current_password: string;
      enrolment: string;
      code: string;
      name?: string;
    };
    output: {
      object: "second-factor";
      id: string;
      kind: "totp" | "webauthn";
      name: string;
      created_at: string;
      last_used_at: string | null;
      /** Shown once. Each works once. */
      recovery_codes: readonly (string)[];
    };
  };
  'POST /account/second-factors/begin': {
    input: Readonly<Record<string, unknown>>;
    output: {
      /** In base 32, for typing it into the app. */
      secret: string;
      /** What a QR code shows, as `otpauth://totp/…`. */
      uri: string;
      /** To be sent back with the first code, within 15 minutes. */
      enrolment: string;
    };
  };
  'POST /account/second-factors/security-key': {
    input: {
      current_password: string;
      challenge: string;
      credential: {
        id: string;
        rawId: string;
        type: "public-key";
        clientExtensionResults?: Readonly<Record<string, unknown>>;
        response: {
          clientDataJSON: string;
          attestationObject: string;
          transports?: readonly (string)[];
        };
      };
      name?: string;
    };
    output: {
      object: "second-factor";
      id: string;
      kind: "totp" | "webauthn";
      name: string;
      created_at: string;
      last_used_at: string | null;
      /** Shown once. Each works once. */
      recovery_codes: readonly (string)[];
    };
  };
  'POST /account/second-factors/security-key/begin': {
    input: Readonly<Record<string, unknown>>;
    output: {
      /** For `navigator.credentials.create`, in the JSON of WebAuthn. */
      options: Readonly<Record<string, unknown>>;
      /** To be sent back with the credential, within 5 minutes. */
      challenge: string;
    };
  };
  'POST /account/second-factors/{id}/remove': {
    input: {
      id: string;
      current_password: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /account/sessions': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "session";
        id: string;
        is_current: boolean;
        method: string;
        client_ip: string;
        user_agent: string;
        started_at: string;
        /** To the minute. */
        used_at: string;
      })[];
    };
  };
  'DELETE /account/sessions': {
    input: Readonly<Record<string, unknown>>;
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /account/sessions/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /admin/claude-code/groups': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      /** As they are laid over each other: the last one wins. */
      data: readonly ({
        object: "claude-code-settings";
        workspace_id: string | null;
        /** In lower case. */
        group: string | null;
        priority: number;
        managed_settings: Readonly<Record<string, unknown>> | null;
        default_config: string | null;
        login_notice: string | null;
        last_updated_at: string | null;
      })[];
    };
  };
  'GET /admin/claude-code/settings': {
    input: {
      /** Id or slug. Absent: what holds for the whole organisation. */
      workspace_id?: string | null;
      /** Name of a group of the directory, as SCIM, OIDC or SAML has it, in any case; without workspace_id. */
      group?: string | null;
    };
    output: {
      object: "claude-code-settings";
      workspace_id: string | null;
      /** In lower case. */
      group: string | null;
      priority: number;
      managed_settings: Readonly<Record<string, unknown>> | null;
      default_config: string | null;
      login_notice: string | null;
      last_updated_at: string | null;
    };
  };
  'PUT /admin/claude-code/settings': {
    input: {
      /** Id or slug. Absent: what holds for the whole organisation. */
      workspace_id?: string | null;
      /** Name of a group of the directory, as SCIM, OIDC or SAML has it, in any case; without workspace_id. */
      group?: string | null;
      /** As in Claude Code’s managed-settings.json. null = none from here; {} = an empty policy. */
      managed_settings?: Readonly<Record<string, unknown>> | null;
      /** Of a group: where somebody is in several, the higher one wins. */
      priority?: number;
      /** Slug or id of the config that devices of the workspace use. */
      default_config?: string | null;
      /** Shown beside the code of a sign-in. Of the organisation only. */
      login_notice?: string | null;
    };
    output: {
      object: "claude-code-settings";
      workspace_id: string | null;
      /** In lower case. */
      group: string | null;
      priority: number;
      managed_settings: Readonly<Record<string, unknown>> | null;
      default_config: string | null;
      login_notice: string | null;
      last_updated_at: string | null;
    };
  };
  'GET /admin/devices': {
    input: {
      user_id?: string;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "device";
        id: string;
        user_id: string;
        workspace_id: string;
        /** The gateway key that is its access token. */
        api_key_id: string;
        surface: string;
        user_agent: string;
        client_ip: string;
        created_at: string;
        refreshed_at: string;
      })[];
    };
  };
  'DELETE /admin/devices/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /admin/identity-provider-presets': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        name: string;
        issuer: string;
        scopes: readonly (string)[];
        email_claim: string;
        groups_claims: readonly (string)[];
        trusts_email: boolean;
        help: readonly (string)[];
      })[];
    };
  };
  'GET /admin/identity-providers': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "identity-provider";
        id: string;
        kind: "oidc" | "saml";
        preset: string;
        name: string;
        is_enabled: boolean;
        provisions: boolean;
        trusts_email: boolean;
        mappings: readonly ({
          /** A group or role, as the directory writes it. Its case does not matter. */
          value: string;
          /** Id or slug. */
          workspace_id: string;
          role: "admin" | "manager" | "member";
        })[];
        admin_groups: readonly (string)[];
        max_age_seconds: number | null;
        check_seconds: number;
        oidc: {
          issuer: string;
          client_id: string;
          token_auth: string;
          scopes: readonly (string)[];
          email_claim: string;
          groups_claims: readonly (string)[];
        } | null;
        saml: {
          /** Of the directory. */
          entity_id: string;
          sign_in_url: string;
          sign_out_url: string | null;
          metadata_url: string | null;
          certificates: readonly ({
            fingerprint: string;
            expires_at: string;
          })[];
          email_attribute: string | null;
          first_name_attribute: string | null;
          last_name_attribute: string | null;
          groups_attributes: readonly (string)[];
          clock_skew_seconds: number;
          allows_unsolicited: boolean;
          signs_requests: boolean;
          /** Ours, for the directory. It is our entity id as well. */
          own_metadata_url: string;
        } | null;
        has_secret: boolean;
        /** Opens the sign-in at the directory. */
        start_url: string;
        callback_url: string;
        logout_url: string;
        created_at: string;
        last_updated_at: string;
      })[];
    };
  };
  'POST /admin/identity-providers': {
    input: {
      kind: "oidc" | "saml";
      preset?: string;
      /** On the button of the sign-in page. */
      name: string;
      is_enabled?: boolean;
      /** People who are new get an account at their first sign-in. */
      provisions?: boolean;
      /** The directory gives out the addresses itself, although it does not send `email_verified`. */
      trusts_email?: boolean;
      /** Groups and roles of the directory, and what they give. */
      mappings?: readonly ({
        /** A group or role, as the directory writes it. Its case does not matter. */
        value: string;
        /** Id or slug. */
        workspace_id: string;
        role: "admin" | "manager" | "member";
      })[];
      /** Groups whose members administer the organisation. */
      admin_groups?: readonly (string)[];
      /** How long keys and devices of a person work without the directory confirming the account, and sessions where it cannot be asked again; null = until it says otherwise. 7 days. */
      max_age_seconds?: number | null;
      /** How often the directory is asked again, where it gave a refresh token (scope `offline_access`). 300. */
      check_seconds?: number;
      /** Where `kind` is `oidc`. */
      oidc?: {
        issuer: string;
        client_id: string;
        /** Never shown. Kept where absent. */
        client_secret?: string;
        /** PEM (PKCS #8), for `private_key_jwt`. Never shown. Kept where absent. */
        private_key?: string;
        token_auth?: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none";
        scopes?: readonly (string)[];
        email_claim?: string;
        /** With dots for members: realm_access.roles. */
        groups_claims?: readonly (string)[];
      };
      /** Where `kind` is `saml`. */
      saml?: {
        /** Fetched now, and again where a signature does not hold. */
        metadata_url?: string;
        /** In place of `metadata_url`. */
        metadata_xml?: string;
        /** null: a usual attribute, or the NameID. */
        email_attribute?: string | null;
        /** null: a usual attribute. */
        first_name_attribute?: string | null;
        /** null: a usual attribute. */
        last_name_attribute?: string | null;
        groups_attributes?: readonly (string)[];
        /** A sign-in may begin at the directory. Off. */
        allows_unsolicited?: boolean;
        /** How far the clocks of the directory and of this server may differ. 30. */
        clock_skew_seconds?: number;
        /** PEM (PKCS #8). Signs requests, and opens encrypted assertions. Never shown. Kept where absent. */
        signing_key?: string;
        /** PEM, of `signing_key`. It is in our metadata. */
        signing_certificate?: string;
      };
    };
    output: {
      object: "identity-provider";
      id: string;
      kind: "oidc" | "saml";
      preset: string;
      name: string;
      is_enabled: boolean;
      provisions: boolean;
      trusts_email: boolean;
      mappings: readonly ({
        /** A group or role, as the directory writes it. Its case does not matter. */
        value: string;
        /** Id or slug. */
        workspace_id: string;
        role: "admin" | "manager" | "member";
      })[];
      admin_groups: readonly (string)[];
      max_age_seconds: number | null;
      check_seconds: number;
      oidc: {
        issuer: string;
        client_id: string;
        token_auth: string;
        scopes: readonly (string)[];
        email_claim: string;
        groups_claims: readonly (string)[];
      } | null;
      saml: {
        /** Of the directory. */
        entity_id: string;
        sign_in_url: string;
        sign_out_url: string | null;
        metadata_url: string | null;
        certificates: readonly ({
          fingerprint: string;
          expires_at: string;
        })[];
        email_attribute: string | null;
        first_name_attribute: string | null;
        last_name_attribute: string | null;
        groups_attributes: readonly (string)[];
        clock_skew_seconds: number;
        allows_unsolicited: boolean;
        signs_requests: boolean;
        /** Ours, for the directory. It is our entity id as well. */
        own_metadata_url: string;
      } | null;
      has_secret: boolean;
      /** Opens the sign-in at the directory. */
      start_url: string;
      callback_url: string;
      logout_url: string;
      created_at: string;
      last_updated_at: string;
    };
  };
  'GET /admin/identity-providers/{id}': {
    input: {
      id: string;
    };
    output: {
      object: "identity-provider";
      id: string;
      kind: "oidc" | "saml";
      preset: string;
      name: string;
      is_enabled: boolean;
      provisions: boolean;
      trusts_email: boolean;
      mappings: readonly ({
        /** A group or role, as the directory writes it. Its case does not matter. */
        value: string;
        /** Id or slug. */
        workspace_id: string;
        role: "admin" | "manager" | "member";
      })[];
      admin_groups: readonly (string)[];
      max_age_seconds: number | null;
      check_seconds: number;
      oidc: {
        issuer: string;
        client_id: string;
        token_auth: string;
        scopes: readonly (string)[];
        email_claim: string;
        groups_claims: readonly (string)[];
      } | null;
      saml: {
        /** Of the directory. */
        entity_id: string;
        sign_in_url: string;
        sign_out_url: string | null;
        metadata_url: string | null;
        certificates: readonly ({
          fingerprint: string;
          expires_at: string;
        })[];
        email_attribute: string | null;
        first_name_attribute: string | null;
        last_name_attribute: string | null;
        groups_attributes: readonly (string)[];
        clock_skew_seconds: number;
        allows_unsolicited: boolean;
        signs_requests: boolean;
        /** Ours, for the directory. It is our entity id as well. */
        own_metadata_url: string;
      } | null;
      has_secret: boolean;
      /** Opens the sign-in at the directory. */
      start_url: string;
      callback_url: string;
      logout_url: string;
      created_at: string;
      last_updated_at: string;
    };
  };
  'PUT /admin/identity-providers/{id}': {
    input: {
      id: string;
      /** On the button of the sign-in page. */
      name?: string;
      is_enabled?: boolean;
      /** People who are new get an account at their first sign-in. */
      provisions?: boolean;
      /** The directory gives out the addresses itself, although it does not send `email_verified`. */
      trusts_email?: boolean;
      /** Groups and roles of the directory, and what they give. */
      mappings?: readonly ({
        /** A group or role, as the directory writes it. Its case does not matter. */
        value: string;
        /** Id or slug. */
        workspace_id: string;
        role: "admin" | "manager" | "member";
      })[];
      /** Groups whose members administer the organisation. */
      admin_groups?: readonly (string)[];
      /** How long keys and devices of a person work without the directory confirming the account, and sessions where it cannot be asked again; null = until it says otherwise. 7 days. */
      max_age_seconds?: number | null;
      /** How often the directory is asked again, where it gave a refresh token (scope `offline_access`). 300. */
      check_seconds?: number;
      oidc?: {
        issuer?: string;
        client_id?: string;
        /** Never shown. Kept where absent. */
        client_secret?: string;
        /** PEM (PKCS #8), for `private_key_jwt`. Never shown. Kept where absent. */
        private_key?: string;
        token_auth?: "client_secret_basic" | "client_secret_post" | "private_key_jwt" | "none";
        scopes?: readonly (string)[];
        email_claim?: string;
        /** With dots for members: realm_access.roles. */
        groups_claims?: readonly (string)[];
      };
      saml?: {
        /** Fetched now, and again where a signature does not hold. */
        metadata_url?: string;
        /** In place of `metadata_url`. */
        metadata_xml?: string;
        /** null: a usual attribute, or the NameID. */
        email_attribute?: string | null;
        /** null: a usual attribute. */
        first_name_attribute?: string | null;
        /** null: a usual attribute. */
        last_name_attribute?: string | null;
        groups_attributes?: readonly (string)[];
        /** A sign-in may begin at the directory. Off. */
        allows_unsolicited?: boolean;
        /** How far the clocks of the directory and of this server may differ. 30. */
        clock_skew_seconds?: number;
        /** PEM (PKCS #8). Signs requests, and opens encrypted assertions. Never shown. Kept where absent. */
        signing_key?: string;
        /** PEM, of `signing_key`. It is in our metadata. */
        signing_certificate?: string;
      };
    };
    output: {
      object: "identity-provider";
      id: string;
      kind: "oidc" | "saml";
      preset: string;
      name: string;
      is_enabled: boolean;
      provisions: boolean;
      trusts_email: boolean;
      mappings: readonly ({
        /** A group or role, as the directory writes it. Its case does not matter. */
        value: string;
        /** Id or slug. */
        workspace_id: string;
        role: "admin" | "manager" | "member";
      })[];
      admin_groups: readonly (string)[];
      max_age_seconds: number | null;
      check_seconds: number;
      oidc: {
        issuer: string;
        client_id: string;
        token_auth: string;
        scopes: readonly (string)[];
        email_claim: string;
        groups_claims: readonly (string)[];
      } | null;
      saml: {
        /** Of the directory. */
        entity_id: string;
        sign_in_url: string;
        sign_out_url: string | null;
        metadata_url: string | null;
        certificates: readonly ({
          fingerprint: string;
          expires_at: string;
        })[];
        email_attribute: string | null;
        first_name_attribute: string | null;
        last_name_attribute: string | null;
        groups_attributes: readonly (string)[];
        clock_skew_seconds: number;
        allows_unsolicited: boolean;
        signs_requests: boolean;
        /** Ours, for the directory. It is our entity id as well. */
        own_metadata_url: string;
      } | null;
      has_secret: boolean;
      /** Opens the sign-in at the directory. */
      start_url: string;
      callback_url: string;
      logout_url: string;
      created_at: string;
      last_updated_at: string;
    };
  };
  'DELETE /admin/identity-providers/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /admin/identity-providers/{id}/test': {
    input: {
      id: string;
    };
    output: {
      object: "identity-provider-test";
      ok: boolean;
      steps: readonly ({
        name: string;
        ok: boolean;
        detail: string;
      })[];
    };
  };
  'GET /admin/identity-settings': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "identity-settings";
      domains: readonly ({
        domain: string;
        allow_subdomains: boolean;
        verified_at: string | null;
        /** The TXT record that proves the domain. */
        record_name: string;
        record_text: string;
      })[];
      require_single_sign_on: boolean;
      require_second_factor: boolean;
      require_user_verification: boolean;
      max_session_seconds: number | null;
    };
  };
  'PUT /admin/identity-settings': {
    input: {
      /** Whose addresses may sign in by a directory. Each has to be verified. */
      domains?: readonly ({
        domain: string;
        allow_subdomains?: boolean;
      })[];
      /** Passwords are for owners only, who get in when the directory does not answer. */
      require_single_sign_on?: boolean;
      /** Whoever signs in with a password gives a code of an authenticator app, or uses a security key, as well. */
      require_second_factor?: boolean;
      /** A security key counts only where it asked for a PIN or a fingerprint. */
      require_user_verification?: boolean;
      /** How long a session lasts at most; null = 7 days. Without use each ends after 12 hours. */
      max_session_seconds?: number | null;
    };
    output: {
      object: "identity-settings";
      domains: readonly ({
        domain: string;
        allow_subdomains: boolean;
        verified_at: string | null;
        /** The TXT record that proves the domain. */
        record_name: string;
        record_text: string;
      })[];
      require_single_sign_on: boolean;
      require_second_factor: boolean;
      require_user_verification: boolean;
      max_session_seconds: number | null;
    };
  };
  'POST /admin/identity-settings/verify-domain': {
    input: {
      domain: string;
    };
    output: {
      object: "identity-settings";
      domains: readonly ({
        domain: string;
        allow_subdomains: boolean;
        verified_at: string | null;
        /** The TXT record that proves the domain. */
        record_name: string;
        record_text: string;
      })[];
      require_single_sign_on: boolean;
      require_second_factor: boolean;
      require_user_verification: boolean;
      max_session_seconds: number | null;
    };
  };
  'GET /admin/organisation/defaults': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "organisation-defaults";
      /** Slugs, in the order in which they run. */
      input_guardrails: readonly (string)[];
      output_guardrails: readonly (string)[];
    };
  };
  'PUT /admin/organisation/defaults': {
    input: {
      input_guardrails?: readonly (string)[];
      output_guardrails?: readonly (string)[];
    };
    output: {
      object: "organisation-defaults";
      /** Slugs, in the order in which they run. */
      input_guardrails: readonly (string)[];
      output_guardrails: readonly (string)[];
    };
  };
  'GET /admin/organisation/settings': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "organisation-settings";
      organisation_id: string;
      saved_only: "off" | "providers" | "all";
      inline_hosts: readonly (string)[] | null;
      api_key_metadata_schema: {
        "$schema"?: string;
        type: "object";
        additionalProperties: true;
        properties: Readonly<Record<string, {
          type: "string";
          description?: string;
          enum?: readonly (string)[];
          default?: string;
        }>>;
        required: readonly (string)[];
      } | null;
      workspace_metadata_schema: {
        "$schema"?: string;
        type: "object";
        additionalProperties: true;
        properties: Readonly<Record<string, {
          type: "string";
          description?: string;
          enum?: readonly (string)[];
          default?: string;
        }>>;
        required: readonly (string)[];
      } | null;
      jwt: {
        /** Where the identity provider publishes its keys. */
        jwks_url?: string | null;
        /** The keys themselves, in place of `jwks_url`. Public ones only. */
        jwks?: {
          keys: readonly (Readonly<Record<string, unknown>>)[];
        } | null;
        algorithms: readonly ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[];
        /** Required in `aud`; null = not looked at. */
        audience?: string | null;
        /** Required in `iss`; null = not looked at. */
        issuer?: string | null;
        /** Of a token that names none. */
        default_scopes: readonly (string)[];
        /** Slug or id, of a token that names no workspace. It takes `issuer` and `audience`. */
        default_workspace?: string;
      } | null;
      further_jwt: readonly ({
        /** Where the identity provider publishes its keys. */
        jwks_url?: string | null;
        /** The keys themselves, in place of `jwks_url`. Public ones only. */
        jwks?: {
          keys: readonly (Readonly<Record<string, unknown>>)[];
        } | null;
        algorithms: readonly ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[];
        /** Required in `aud`; null = not looked at. */
        audience?: string | null;
        /** Required in `iss`; null = not looked at. */
        issuer?: string | null;
        /** Of a token that names none. */
        default_scopes: readonly (string)[];
        /** Slug or id, of a token that names no workspace. It takes `issuer` and `audience`. */
        default_workspace?: string;
      })[];
      /** Percent of a budget at which people are told. A limit’s `alert_threshold` is one more. */
      notification_thresholds: readonly (number)[];
      /** What `/v1/messages` answers where a limit refuses: `claude_code`: 429 `billing_error` for a budget, which Claude Code shows as one; `portkey`: 412 for a budget, as every other path answers. */
      limit_answers: "claude_code" | "portkey";
      /** What `/v1/messages` answers where a guardrail denies: `claude_code`: 400 `policy_blocked`, which Claude Code shows and does not ask again; `portkey`: 446, as every other path answers. */
      guardrail_answers: "claude_code" | "portkey";
      /** Rows of the log and bodies are deleted after so many days. The retention of the gateway holds as well: the shorter counts. null = the retention of the gateway alone. */
      log_retention_days: number | null;
      export_settings: {
        deniedFields: readonly ("id" | "trace_id" | "created_at" | "request" | "response" | "is_success" | "ai_org" | "ai_model" | "req_units" | "res_units" | "total_units" | "request_url" | "cost" | "cost_currency" | "response_time" | "response_status_code" | "mode" | "config" | "prompt_slug" | "metadata")[];
      };
      /** A person who joins a workspace gets a key there, which only that person need fetch. */
      user_api_key_auto_create: boolean;
      /** The same for the default workspace; null = as `user_api_key_auto_create` says. */
      default_workspace_user_api_key_auto_create: boolean | null;
      /** Days after which a key of a person ends at the latest; null = never. */
      user_api_key_ttl: number | null;
      /** Days between two rotations of a key of a person; null = each key says itself. */
      user_api_key_rotation_period: number | null;
      /** `metrics_only`: requests have rows in the log, and no bodies. What is kept already stays. */
      request_logging: "full" | "metrics_only";
      /** A workspace may say otherwise: `defaults.request_logging` of the workspace. */
      workspaces_set_request_logging: boolean;
      /** `x-portkey-debug: false` of a request changes nothing. */
      enforce_debug_log_setting: boolean;
      /** Seconds for which an answer is cached at most, whatever a config says; null = as configs say. */
      cache_max_age: number | null;
    };
  };
  'PUT /admin/organisation/settings': {
    input: {
      /** `providers`: requests bring no credential, host, provider or headers to forward of their own; `all`: no config either; `off`: they may. A new organisation starts with `providers`. */
      saved_only?: "off" | "providers" | "all";
      /** Hosts of providers that a request brings itself; null = every public one. */
      inline_hosts?: readonly (string)[] | null;
      /** What `defaults.metadata` of an API key must be when it is saved; null = anything. */
      api_key_metadata_schema?: {
        "$schema"?: string;
        type: "object";
        additionalProperties: true;
        properties?: Readonly<Record<string, {
          type: "string";
          description?: string;
          enum?: readonly (string)[];
          default?: string;
        }>>;
        required?: readonly (string)[];
      } | null;
      /** The same for workspaces. */
      workspace_metadata_schema?: {
        "$schema"?: string;
        type: "object";
        additionalProperties: true;
        properties?: Readonly<Record<string, {
          type: "string";
          description?: string;
          enum?: readonly (string)[];
          default?: string;
        }>>;
        required?: readonly (string)[];
      } | null;
      /** Tokens of an identity provider that count as keys; null = none. */
      jwt?: {
        /** Where the identity provider publishes its keys. */
        jwks_url?: string | null;
        /** The keys themselves, in place of `jwks_url`. Public ones only. */
        jwks?: {
          keys: readonly (Readonly<Record<string, unknown>>)[];
        } | null;
        algorithms?: readonly ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[];
        /** Required in `aud`; null = not looked at. */
        audience?: string | null;
        /** Required in `iss`; null = not looked at. */
        issuer?: string | null;
        /** Of a token that names none. */
        default_scopes?: readonly (string)[];
        /** Slug or id, of a token that names no workspace. It takes `issuer` and `audience`. */
        default_workspace?: string;
      } | null;
      /** The same of more identity providers. Where there are several in all, each of them, `jwt` included, takes an `issuer` of its own. */
      further_jwt?: readonly ({
        /** Where the identity provider publishes its keys. */
        jwks_url?: string | null;
        /** The keys themselves, in place of `jwks_url`. Public ones only. */
        jwks?: {
          keys: readonly (Readonly<Record<string, unknown>>)[];
        } | null;
        algorithms?: readonly ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[];
        /** Required in `aud`; null = not looked at. */
        audience?: string | null;
        /** Required in `iss`; null = not looked at. */
        issuer?: string | null;
        /** Of a token that names none. */
        default_scopes?: readonly (string)[];
        /** Slug or id, of a token that names no workspace. It takes `issuer` and `audience`. */
        default_workspace?: string;
      })[];
      /** Percent of a budget at which people are told. A limit’s `alert_threshold` is one more. */
      notification_thresholds?: readonly (number)[];
      /** What `/v1/messages` answers where a limit refuses: `claude_code`: 429 `billing_error` for a budget, which Claude Code shows as one; `portkey`: 412 for a budget, as every other path answers. */
      limit_answers?: "claude_code" | "portkey";
      /** What `/v1/messages` answers where a guardrail denies: `claude_code`: 400 `policy_blocked`, which Claude Code shows and does not ask again; `portkey`: 446, as every other path answers. */
      guardrail_answers?: "claude_code" | "portkey";
      /** Rows of the log and bodies are deleted after so many days. The retention of the gateway holds as well: the shorter counts. null = the retention of the gateway alone. */
      log_retention_days?: number | null;
      export_settings?: {
        /** Members that no export of the log may have, whoever makes it. */
        deniedFields: readonly ("id" | "trace_id" | "created_at" | "request" | "response" | "is_success" | "ai_org" | "ai_model" | "req_units" | "res_units" | "total_units" | "request_url" | "cost" | "cost_currency" | "response_time" | "response_status_code" | "mode" | "config" | "prompt_slug" | "metadata")[];
      };
      /** A person who joins a workspace gets a key there, which only that person need fetch. */
      user_api_key_auto_create?: boolean;
      /** The same for the default workspace; null = as `user_api_key_auto_create` says. */
      default_workspace_user_api_key_auto_create?: boolean | null;
      /** Days after which a key of a person ends at the latest; null = never. */
      user_api_key_ttl?: number | null;
      /** Days between two rotations of a key of a person; null = each key says itself. */
      user_api_key_rotation_period?: number | null;
      /** `metrics_only`: requests have rows in the log, and no bodies. What is kept already stays. */
      request_logging?: "full" | "metrics_only";
      /** A workspace may say otherwise: `defaults.request_logging` of the workspace. */
      workspaces_set_request_logging?: boolean;
      /** `x-portkey-debug: false` of a request changes nothing. */
      enforce_debug_log_setting?: boolean;
      /** Seconds for which an answer is cached at most, whatever a config says; null = as configs say. */
      cache_max_age?: number | null;
    };
    output: {
      object: "organisation-settings";
      organisation_id: string;
      saved_only: "off" | "providers" | "all";
      inline_hosts: readonly (string)[] | null;
      api_key_metadata_schema: {
        "$schema"?: string;
        type: "object";
        additionalProperties: true;
        properties: Readonly<Record<string, {
          type: "string";
          description?: string;
          enum?: readonly (string)[];
          default?: string;
        }>>;
        required: readonly (string)[];
      } | null;
      workspace_metadata_schema: {
        "$schema"?: string;
        type: "object";
        additionalProperties: true;
        properties: Readonly<Record<string, {
          type: "string";
          description?: string;
          enum?: readonly (string)[];
          default?: string;
        }>>;
        required: readonly (string)[];
      } | null;
      jwt: {
        /** Where the identity provider publishes its keys. */
        jwks_url?: string | null;
        /** The keys themselves, in place of `jwks_url`. Public ones only. */
        jwks?: {
          keys: readonly (Readonly<Record<string, unknown>>)[];
        } | null;
        algorithms: readonly ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[];
        /** Required in `aud`; null = not looked at. */
        audience?: string | null;
        /** Required in `iss`; null = not looked at. */
        issuer?: string | null;
        /** Of a token that names none. */
        default_scopes: readonly (string)[];
        /** Slug or id, of a token that names no workspace. It takes `issuer` and `audience`. */
        default_workspace?: string;
      } | null;
      further_jwt: readonly ({
        /** Where the identity provider publishes its keys. */
        jwks_url?: string | null;
        /** The keys themselves, in place of `jwks_url`. Public ones only. */
        jwks?: {
          keys: readonly (Readonly<Record<string, unknown>>)[];
        } | null;
        algorithms: readonly ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA")[];
        /** Required in `aud`; null = not looked at. */
        audience?: string | null;
        /** Required in `iss`; null = not looked at. */
        issuer?: string | null;
        /** Of a token that names none. */
        default_scopes: readonly (string)[];
        /** Slug or id, of a token that names no workspace. It takes `issuer` and `audience`. */
        default_workspace?: string;
      })[];
      /** Percent of a budget at which people are told. A limit’s `alert_threshold` is one more. */
      notification_thresholds: readonly (number)[];
      /** What `/v1/messages` answers where a limit refuses: `claude_code`: 429 `billing_error` for a budget, which Claude Code shows as one; `portkey`: 412 for a budget, as every other path answers. */
      limit_answers: "claude_code" | "portkey";
      /** What `/v1/messages` answers where a guardrail denies: `claude_code`: 400 `policy_blocked`, which Claude Code shows and does not ask again; `portkey`: 446, as every other path answers. */
      guardrail_answers: "claude_code" | "portkey";
      /** Rows of the log and bodies are deleted after so many days. The retention of the gateway holds as well: the shorter counts. null = the retention of the gateway alone. */
      log_retention_days: number | null;
      export_settings: {
        deniedFields: readonly ("id" | "trace_id" | "created_at" | "request" | "response" | "is_success" | "ai_org" | "ai_model" | "req_units" | "res_units" | "total_units" | "request_url" | "cost" | "cost_currency" | "response_time" | "response_status_code" | "mode" | "config" | "prompt_slug" | "metadata")[];
      };
      /** A person who joins a workspace gets a key there, which only that person need fetch. */
      user_api_key_auto_create: boolean;
      /** The same for the default workspace; null = as `user_api_key_auto_create` says. */
      default_workspace_user_api_key_auto_create: boolean | null;
      /** Days after which a key of a person ends at the latest; null = never. */
      user_api_key_ttl: number | null;
      /** Days between two rotations of a key of a person; null = each key says itself. */
      user_api_key_rotation_period: number | null;
      /** `metrics_only`: requests have rows in the log, and no bodies. What is kept already stays. */
      request_logging: "full" | "metrics_only";
      /** A workspace may say otherwise: `defaults.request_logging` of the workspace. */
      workspaces_set_request_logging: boolean;
      /** `x-portkey-debug: false` of a request changes nothing. */
      enforce_debug_log_setting: boolean;
      /** Seconds for which an answer is cached at most, whatever a config says; null = as configs say. */
      cache_max_age: number | null;
    };
  };
  'GET /admin/permissions': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "permissions";
      workspace_id: string | null;
      /** Every toggle, as it holds. */
      toggles: Readonly<Record<string, boolean>>;
      /** Those that were decided here. */
      own: Readonly<Record<string, boolean>>;
      groups: Readonly<Record<string, readonly (string)[]>>;
      overridable: readonly (string)[];
    };
  };
  'PUT /admin/permissions': {
    input: {
      /** Those to change; null goes back to the default. */
      toggles?: Readonly<Record<string, boolean | null>>;
      /** Groups of toggles that each workspace may set for itself. Replaces the list. */
      overridable?: readonly ("logs" | "analytics" | "data_visibility" | "providers" | "api_keys" | "prompts" | "guardrails" | "integrations" | "workspace")[];
    };
    output: {
      object: "permissions";
      workspace_id: string | null;
      /** Every toggle, as it holds. */
      toggles: Readonly<Record<string, boolean>>;
      /** Those that were decided here. */
      own: Readonly<Record<string, boolean>>;
      groups: Readonly<Record<string, readonly (string)[]>>;
      overridable: readonly (string)[];
    };
  };
  'GET /admin/scim-tokens': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "scim-token";
        id: string;
        name: string;
        created_by: string;
        created_at: string;
      })[];
    };
  };
  'POST /admin/scim-tokens': {
    input: {
      name: string;
    };
    output: {
      object: "scim-token";
      id: string;
      name: string;
      created_by: string;
      created_at: string;
      /** Shown this once. */
      token: string;
      /** What the directory asks for beside the token. */
      base_url: string;
    };
  };
  'DELETE /admin/scim-tokens/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /admin/sessions': {
    input: {
      /** Absent: everybody’s, at most 10,000. */
      user_id?: string;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "session";
        id: string;
        /** null: somebody signed in with a gateway key. */
        user_id: string | null;
        method: string;
        client_ip: string;
        user_agent: string;
        started_at: string;
        /** To the minute. */
        used_at: string;
      })[];
    };
  };
  'DELETE /admin/sessions/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /admin/users': {
    input: {
      pageSize?: number;
      currentPage?: number;
      /** Another name of `pageSize`. */
      page_size?: number;
      /** Another name of `currentPage`. */
      current_page?: number;
      role?: "owner" | "admin" | "member";
      email?: string;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "user";
        id: string;
        first_name: string;
        last_name: string;
        role: "owner" | "admin" | "member";
        email: string;
        created_at: string;
        last_updated_at: string;
        workspace_ids: readonly (string)[];
      })[];
    };
  };
  'POST /admin/users/invites': {
    input: {
      email: string;
      role: "admin" | "member";
      workspaces?: readonly ({
        /** Id or slug of the workspace. */
        id: string;
        role: "admin" | "manager" | "member";
      })[];
      /** Accepting makes a key of the person with these scopes in each of the workspaces. */
      workspace_api_key_details?: {
        scopes: readonly (string)[];
      } | null;
    };
    output: {
      id: string;
      /** Works once. Hand it to the person where no mail is sent. */
      invite_link: string;
    };
  };
  'GET /admin/users/invites': {
    input: {
      pageSize?: number;
      currentPage?: number;
      /** Another name of `pageSize`. */
      page_size?: number;
      /** Another name of `currentPage`. */
      current_page?: number;
      role?: "admin" | "member";
      email?: string;
      status?: "pending" | "cancelled" | "accepted" | "expired";
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "invite";
        id: string;
        email: string;
        role: "admin" | "member";
        created_at: string;
        expires_at: string;
        accepted_at: string | null;
        status: "pending" | "cancelled" | "accepted" | "expired";
        invited_by: string;
        workspaces: readonly ({
          id: string;
          role: "admin" | "manager" | "member";
        })[];
      })[];
    };
  };
  'GET /admin/users/invites/{invite_id}': {
    input: {
      invite_id: string;
    };
    output: {
      object: "invite";
      id: string;
      email: string;
      role: "admin" | "member";
      created_at: string;
      expires_at: string;
      accepted_at: string | null;
      status: "pending" | "cancelled" | "accepted" | "expired";
      invited_by: string;
      workspaces: readonly ({
        id: string;
        role: "admin" | "manager" | "member";
      })[];
    };
  };
  'DELETE /admin/users/invites/{invite_id}': {
    input: {
      invite_id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /admin/users/invites/{invite_id}/resend': {
    input: {
      invite_id: string;
    };
    output: {
      /** A new link; the earlier one does not work any more. */
      inviteLink: string;
    };
  };
  'GET /admin/users/{user_id}': {
    input: {
      user_id: string;
    };
    output: {
      object: "user";
      id: string;
      first_name: string;
      last_name: string;
      role: "owner" | "admin" | "member";
      email: string;
      created_at: string;
      last_updated_at: string;
      workspace_ids: readonly (string)[];
    };
  };
  'PUT /admin/users/{user_id}': {
    input: {
      user_id: string;
      /** Nobody is made an owner here: see `make-owner`. */
      role?: "admin" | "member";
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /admin/users/{user_id}': {
    input: {
      user_id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /admin/users/{user_id}/make-owner': {
    input: {
      user_id: string;
      /** Of the owner who calls. */
      current_password: string;
      /** true = the caller is an admin afterwards. */
      step_down?: boolean;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /admin/users/{user_id}/reset-password': {
    input: {
      user_id: string;
    };
    output: {
      /** Works once, for an hour. Hand it to the person on a safe way. */
      reset_link: string;
      /** Whether it was sent to the person by mail as well. */
      mailed: boolean;
    };
  };
  'POST /admin/users/{user_id}/reset-second-factors': {
    input: {
      user_id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /admin/workspaces': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Another name of `page_size`. */
      pageSize?: number;
      /** Another name of `current_page`. */
      currentPage?: number;
      /** Part of the name, in any case. */
      name?: string;
      exact_name?: string;
      status?: "active" | "archived";
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "workspace";
        slug: string;
        name: string;
        description: string | null;
        created_at: string;
        last_updated_at: string;
        defaults: {
          metadata: Readonly<Record<string, string>>;
          input_guardrails: readonly (string)[];
          output_guardrails: readonly (string)[];
          user_api_key_config: string | null;
          request_logging: "full" | "metrics_only" | null;
          is_default: 0 | 1;
          object: "workspace";
        };
        /** A list where there are several. */
        usage_limits: {
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        } | readonly ({
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        })[] | null;
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
        /** Absent = none. */
        velocity_limits?: readonly ({
          per: "session" | "key";
          usd_per_minute: number | null;
          concurrent_subagents: number | null;
        })[] | null;
      })[];
    };
  };
  'POST /admin/workspaces': {
    input: {
      name: string;
      /** 1 to 64 letters, digits, "_" or "-". Derived from the name when absent. */
      slug?: string;
      description?: string | null;
      defaults?: {
        /** Added to every request in the workspace, over a key’s and the request’s own. */
        metadata?: Readonly<Record<string, string>>;
        /** Guardrails by slug or id that hold for every request of the workspace. */
        input_guardrails?: readonly (string)[];
        /** The same for every answer. */
        output_guardrails?: readonly (string)[];
        /** Slug or id of the config that keys of users get where they name none; null = none. */
        user_api_key_config?: string | null;
        /** `metrics_only`: no bodies are kept. Where the organisation lets workspaces decide; null = as it says. */
        request_logging?: "full" | "metrics_only" | null;
      } | null;
      /** Ids or e-mail addresses of people of the organisation, who become members. */
      users?: readonly (string)[] | null;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
    };
    output: {
      id: string;
      object: "workspace";
      slug: string;
      name: string;
      description: string | null;
      created_at: string;
      last_updated_at: string;
      defaults: {
        metadata: Readonly<Record<string, string>>;
        input_guardrails: readonly (string)[];
        output_guardrails: readonly (string)[];
        user_api_key_config: string | null;
        request_logging: "full" | "metrics_only" | null;
        is_default: 0 | 1;
        object: "workspace";
      };
      /** A list where there are several. */
      usage_limits: {
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      } | readonly ({
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      })[] | null;
      rate_limits: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** Absent = none. */
      velocity_limits?: readonly ({
        per: "session" | "key";
        usd_per_minute: number | null;
        concurrent_subagents: number | null;
      })[] | null;
    };
  };
  'GET /admin/workspaces/{id}': {
    input: {
      /** Id or slug. */
      id: string;
    };
    output: {
      id: string;
      object: "workspace";
      slug: string;
      name: string;
      description: string | null;
      created_at: string;
      last_updated_at: string;
      defaults: {
        metadata: Readonly<Record<string, string>>;
        input_guardrails: readonly (string)[];
        output_guardrails: readonly (string)[];
        user_api_key_config: string | null;
        request_logging: "full" | "metrics_only" | null;
        is_default: 0 | 1;
        object: "workspace";
      };
      /** A list where there are several. */
      usage_limits: {
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      } | readonly ({
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      })[] | null;
      rate_limits: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** Absent = none. */
      velocity_limits?: readonly ({
        per: "session" | "key";
        usd_per_minute: number | null;
        concurrent_subagents: number | null;
      })[] | null;
      users?: readonly ({
        object: "workspace-user";
        id: string;
        first_name: string;
        last_name: string;
        org_role: "owner" | "admin" | "member";
        role: "admin" | "manager" | "member";
        created_at: string;
        last_updated_at: string;
        status: "active";
        workspace_id: string;
        email: string;
        /** What the person may do in this workspace. */
        scopes: readonly (string)[];
        settings: Readonly<Record<string, unknown>>;
      })[];
    };
  };
  'PUT /admin/workspaces/{id}': {
    input: {
      /** Id or slug. */
      id: string;
      name?: string;
      description?: string | null;
      /** Absent members are kept. */
      defaults?: {
        /** Added to every request in the workspace, over a key’s and the request’s own. */
        metadata?: Readonly<Record<string, string>>;
        /** Guardrails by slug or id that hold for every request of the workspace. */
        input_guardrails?: readonly (string)[];
        /** The same for every answer. */
        output_guardrails?: readonly (string)[];
        /** Slug or id of the config that keys of users get where they name none; null = none. */
        user_api_key_config?: string | null;
        /** `metrics_only`: no bodies are kept. Where the organisation lets workspaces decide; null = as it says. */
        request_logging?: "full" | "metrics_only" | null;
      } | null;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
      /** true = what was spent in the running periods counts as 0. */
      reset_usage?: boolean | null;
    };
    output: {
      id: string;
      object: "workspace";
      slug: string;
      name: string;
      description: string | null;
      created_at: string;
      last_updated_at: string;
      defaults: {
        metadata: Readonly<Record<string, string>>;
        input_guardrails: readonly (string)[];
        output_guardrails: readonly (string)[];
        user_api_key_config: string | null;
        request_logging: "full" | "metrics_only" | null;
        is_default: 0 | 1;
        object: "workspace";
      };
      /** A list where there are several. */
      usage_limits: {
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      } | readonly ({
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      })[] | null;
      rate_limits: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** Absent = none. */
      velocity_limits?: readonly ({
        per: "session" | "key";
        usd_per_minute: number | null;
        concurrent_subagents: number | null;
      })[] | null;
    };
  };
  'DELETE /admin/workspaces/{id}': {
    input: {
      /** Id or slug. */
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /admin/workspaces/{id}/permissions': {
    input: {
      /** Id or slug. */
      id: string;
    };
    output: {
      object: "permissions";
      workspace_id: string | null;
      /** Every toggle, as it holds. */
      toggles: Readonly<Record<string, boolean>>;
      /** Those that were decided here. */
      own: Readonly<Record<string, boolean>>;
      groups: Readonly<Record<string, readonly (string)[]>>;
      overridable: readonly (string)[];
    };
  };
  'PUT /admin/workspaces/{id}/permissions': {
    input: {
      /** Id or slug. */
      id: string;
      /** Those to change; null goes back to what the organisation says. */
      toggles: Readonly<Record<string, boolean | null>>;
    };
    output: {
      object: "permissions";
      workspace_id: string | null;
      /** Every toggle, as it holds. */
      toggles: Readonly<Record<string, boolean>>;
      /** Those that were decided here. */
      own: Readonly<Record<string, boolean>>;
      groups: Readonly<Record<string, readonly (string)[]>>;
      overridable: readonly (string)[];
    };
  };
  'POST /admin/workspaces/{id}/users': {
    input: {
      /** Id or slug. */
      id: string;
      users: readonly ({
        id: string;
        role: "admin" | "manager" | "member";
      })[];
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /admin/workspaces/{id}/users': {
    input: {
      /** Id or slug. */
      id: string;
      pageSize?: number;
      currentPage?: number;
      /** Another name of `pageSize`. */
      page_size?: number;
      /** Another name of `currentPage`. */
      current_page?: number;
      role?: "admin" | "manager" | "member";
      email?: string;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "workspace-user";
        id: string;
        first_name: string;
        last_name: string;
        org_role: "owner" | "admin" | "member";
        role: "admin" | "manager" | "member";
        created_at: string;
        last_updated_at: string;
        status: "active";
        workspace_id: string;
        email: string;
        /** What the person may do in this workspace. */
        scopes: readonly (string)[];
        settings: Readonly<Record<string, unknown>>;
      })[];
    };
  };
  'GET /admin/workspaces/{id}/users/{user_id}': {
    input: {
      /** Id or slug. */
      id: string;
      user_id: string;
    };
    output: {
      object: "workspace-user";
      id: string;
      first_name: string;
      last_name: string;
      org_role: "owner" | "admin" | "member";
      role: "admin" | "manager" | "member";
      created_at: string;
      last_updated_at: string;
      status: "active";
      workspace_id: string;
      email: string;
      /** What the person may do in this workspace. */
      scopes: readonly (string)[];
      settings: Readonly<Record<string, unknown>>;
    };
  };
  'PUT /admin/workspaces/{id}/users/{user_id}': {
    input: {
      /** Id or slug. */
      id: string;
      user_id: string;
      role: "admin" | "manager" | "member";
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /admin/workspaces/{id}/users/{user_id}': {
    input: {
      /** Id or slug. */
      id: string;
      user_id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /ai-providers': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** As `vertex-ai`: the `ai_provider_id` of an integration. */
        id: string;
        name: string;
        /** Its credential is the `key` of the integration. */
        takes_key: boolean;
        settings: readonly ({
          /** Name in `configurations`. */
          name: string;
          label: string;
          type: "string" | "object" | "list" | "boolean";
          required: boolean;
          secret: boolean;
          help: string;
        })[];
      })[];
    };
  };
  'GET /analytics/graphs/budget-use': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/cache/hit-rate': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/cache/latency': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/cost': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/errors': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/errors/rate': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/errors/stacks': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/errors/status-codes': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/feedbacks': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      summary: Readonly<Record<string, number | null>>;
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
    };
  };
  'GET /analytics/graphs/feedbacks/ai-models': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      summary: Readonly<Record<string, number | null>>;
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
    };
  };
  'GET /analytics/graphs/feedbacks/scores': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      summary: Readonly<Record<string, number | null>>;
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
    };
  };
  'GET /analytics/graphs/feedbacks/weighted': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      summary: Readonly<Record<string, number | null>>;
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
    };
  };
  'GET /analytics/graphs/gateway-time': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/guardrails': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/latency': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/output-speed': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/overview': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/prompt-cache': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/requests': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/requests/rescued': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/sessions': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/stalls': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/time-to-first-byte': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/tokens': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/tool-calls': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/users': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/graphs/users/requests': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-graph";
      /** Of the whole window. */
      summary: Readonly<Record<string, number | null>>;
      /** The same figures for each bucket, with its beginning as `timestamp`. */
      data_points: readonly (Readonly<Record<string, number | string | null>>)[];
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/agents': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/ai-models': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/api-keys': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/configs': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/errors': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/metadata/{metadataKey}': {
    input: {
      metadataKey: string;
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/operations': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/providers': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/regions': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/sessions': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/status-codes': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/users': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/groups/workspaces': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/query': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      current_page?: number;
      page_size?: number;
      /** What to group by; `metadata.<key>` for any key of the metadata. */
      group_by: string;
      /** Largest first. */
      order_by?: "requests" | "errors" | "success_rate" | "cost_nano_usd" | "saved_nano_usd" | "tokens" | "input_tokens" | "output_tokens" | "cache_read_tokens" | "cache_share" | "missed_tokens" | "prompt_cache_saved_nano_usd" | "wasted_nano_usd" | "avg_tokens" | "avg_latency_ms" | "p50_latency_ms" | "p95_latency_ms" | "p50_first_byte_ms" | "avg_output_speed" | "avg_gateway_ms" | "p99_gateway_ms" | "thinking_tokens" | "tool_call_answers" | "web_searches" | "rescued" | "cache_hits" | "discarded_nano_usd" | "unpriced" | "guardrail_checked" | "guardrail_denied" | "avg_guardrails_ms" | "max_budget_use_percent" | "users" | "sessions" | "agents" | "first_seen" | "last_seen";
      /** Names with commas between them, beside `requests`, `cost_nano_usd`, `first_seen` and `last_seen`, which always come; all when absent, and with them how the requests were rated. Fewer are answered faster. */
      measures?: string;
      /** Up to three names of what can be grouped by, with commas between them: `values` then has those that the requests of each group have, ten at most. */
      values_of?: string;
      /** `csv` puts the table as text into `csv`. */
      format?: "json" | "csv";
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** null = rows without a value. */
        key: string | null;
        object: "analytics-group";
        /** Cents. */
        cost: number;
        last_seen: string | null;
        first_seen: string | null;
      } & Readonly<Record<string, number | string | null>>)[];
      /** Of what `values_of` names, one for each group of `data`. */
      values?: readonly (Readonly<Record<string, readonly (string)[]>>)[];
      csv?: string;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
    };
  };
  'GET /analytics/series': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      /** What to group by; `metadata.<key>` for any key of the metadata. */
      group_by: string;
      measure?: "requests" | "errors" | "cost_nano_usd" | "tokens";
      /** The rest is added up as `other`. */
      top?: number;
    };
    output: {
      object: "analytics-series";
      bucket_seconds: number;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
      timestamps: readonly (string)[];
      series: readonly ({
        key: string | null;
        is_rest: boolean;
        values: readonly (number)[];
      })[];
    };
  };
  'GET /analytics/session-activity': {
    input: {
      /** `user`: the person, or the key where it belongs to nobody. */
      group_by?: "user" | "workspace" | "session" | "day";
      /** As `X-Claude-Code-Session-Id`. */
      session_id?: string;
      /** Whole days in UTC, this one included. */
      time_of_generation_min?: string;
      /** Exclusive. */
      time_of_generation_max?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      /** Of all groups; null = nothing was reported. */
      summary: {
        lines_added: number;
        lines_removed: number;
        commits: number;
        pull_requests: number;
        /** Edits of files that the user let through. */
        edits_accepted: number;
        edits_rejected: number;
        /** Calls of any tool that the user let through; edits are among them. */
        tools_accepted: number;
        tools_rejected: number;
        /** In which the user typed, or the client worked. */
        active_ms: number;
        sessions: number;
        last_report_at: string;
      } | null;
      data: readonly ({
        object: "session-activity";
        /** A workspace by its slug, a day by its beginning; null = none. */
        key: string | null;
        lines_added: number;
        lines_removed: number;
        commits: number;
        pull_requests: number;
        /** Edits of files that the user let through. */
        edits_accepted: number;
        edits_rejected: number;
        /** Calls of any tool that the user let through; edits are among them. */
        tools_accepted: number;
        tools_rejected: number;
        /** In which the user typed, or the client worked. */
        active_ms: number;
        sessions: number;
        last_report_at: string;
      })[];
    };
  };
  'GET /analytics/summary/cache': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
    };
    output: {
      object: "analytics-summary";
      /** Every request that had ended before this moment was counted. */
      as_of: string;
      summary: {
        hits: number;
        total_requests: number;
        /** Of the hits, ms. */
        avg_latency: number | null;
        /** How many times longer everything else took. */
        cache_speedup: number | null;
      };
    };
  };
  'GET /api-keys': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Only these ids, separated by commas. */
      ids?: string;
      /** Only keys with this in their name, in any case. */
      search?: string;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "api-key";
        /** Masked. */
        key: string;
        name: string;
        description: string | null;
        type: "organisation-service" | "workspace-service" | "workspace-user";
        organisation_id: string;
        workspace_id: string | null;
        user_id: string | null;
        status: "active" | "exhausted";
        creation_mode: "ui" | "api" | "auto";
        /** A list where there are several. */
        usage_limits: {
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        } | readonly ({
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        })[] | null;
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
        /** Absent = none. */
        velocity_limits?: readonly ({
          per: "session" | "key";
          usd_per_minute: number | null;
          concurrent_subagents: number | null;
        })[] | null;
        reset_usage: null;
        scopes: readonly (string)[];
        defaults: {
          metadata: Readonly<Record<string, string>>;
          config_id: string | null;
          allow_config_override: boolean;
        };
        alert_emails: readonly (string)[];
        rotation_policy: {
          rotation_period: "weekly" | "monthly" | null;
          rotation_period_days: number | null;
          next_rotation_at: string;
          key_transition_period_ms: number;
        } | null;
        /** The text of before the last rotation, masked, while it still opens. */
        previous_key: {
          key: string;
          expires_at: string;
        } | null;
        /** A scheduled rotation made a new text that nobody has fetched: POST …/reveal. */
        has_unrevealed_key: boolean;
        expires_at: string | null;
        created_at: string;
        last_updated_at: string;
      })[];
    };
  };
  'GET /api-keys/scopes': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        type: "organisation-service" | "workspace-service" | "workspace-user";
        /** Every scope that a key of this type can hold. */
        scopes: readonly (string)[];
        /** Those of them that the caller may give to a key. */
        grantable: readonly (string)[];
      })[];
    };
  };
  'GET /api-keys/{id}': {
    input: {
      /** The id of the key, not its text. */
      id: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      id: string;
      object: "api-key";
      /** Masked. */
      key: string;
      name: string;
      description: string | null;
      type: "organisation-service" | "workspace-service" | "workspace-user";
      organisation_id: string;
      workspace_id: string | null;
      user_id: string | null;
      status: "active" | "exhausted";
      creation_mode: "ui" | "api" | "auto";
      /** A list where there are several. */
      usage_limits: {
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      } | readonly ({
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      })[] | null;
      rate_limits: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** Absent = none. */
      velocity_limits?: readonly ({
        per: "session" | "key";
        usd_per_minute: number | null;
        concurrent_subagents: number | null;
      })[] | null;
      reset_usage: null;
      scopes: readonly (string)[];
      defaults: {
        metadata: Readonly<Record<string, string>>;
        config_id: string | null;
        allow_config_override: boolean;
      };
      alert_emails: readonly (string)[];
      rotation_policy: {
        rotation_period: "weekly" | "monthly" | null;
        rotation_period_days: number | null;
        next_rotation_at: string;
        key_transition_period_ms: number;
      } | null;
      /** The text of before the last rotation, masked, while it still opens. */
      previous_key: {
        key: string;
        expires_at: string;
      } | null;
      /** A scheduled rotation made a new text that nobody has fetched: POST …/reveal. */
      has_unrevealed_key: boolean;
      expires_at: string | null;
      created_at: string;
      last_updated_at: string;
    };
  };
  'PUT /api-keys/{id}': {
    input: {
      /** The id of the key, not its text. */
      id: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      name?: string;
      description?: string | null;
      scopes?: readonly (string)[];
      /** Absent members are kept. */
      defaults?: {
        /** Added to every request of this key; values up to 128 characters. */
        metadata?: Readonly<Record<string, string>>;
        /** Slug or id of the config for requests that name none. */
        config_id?: string | null;
        allow_config_override?: boolean;
      } | null;
      /** null = never. */
      expires_at?: string | null;
      /** Who is told of budgets and rotations. */
      alert_emails?: readonly (string)[];
      /** null = rotated by hand only. */
      rotation_policy?: {
        /** Mondays, or the first of the month. */
        rotation_period?: "weekly" | "monthly" | null;
        /** In place of `rotation_period`. */
        rotation_period_days?: number | null;
        /** The first rotation; counts as midnight UTC. */
        next_rotation_at?: string | null;
        /** How long the former text goes on; 30 minutes where this is absent. */
        key_transition_period_ms?: number | null;
      } | null;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
      /** true = what was spent in the running periods counts as 0. */
      reset_usage?: boolean | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /api-keys/{id}': {
    input: {
      /** The id of the key, not its text. */
      id: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /api-keys/{id}/reveal': {
    input: {
      /** The id of the key, not its text. */
      id: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      id: string;
      key: string;
    };
  };
  'POST /api-keys/{id}/rotate': {
    input: {
      /** The id of the key, not its text. */
      id: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** How long the former text goes on; 30 minutes where this is absent. */
      key_transition_period_ms?: number | null;
    };
    output: {
      id: string;
      /** The new text. Shown this once; only its hash is kept. */
      key: string;
      /** Until then the former text opens as well. */
      key_transition_expires_at: string;
    };
  };
  'POST /api-keys/{type}/{sub_type}': {
    input: {
      type: "organisation" | "workspace";
      /** Clients that leave it out send `undefined`, `None` or `NOT_GIVEN`, which mean `service`. */
      sub_type: "service" | "user" | "undefined" | "None" | "NOT_GIVEN";
      name: string;
      description?: string | null;
      organisation_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      user_id?: string | null;
      scopes?: readonly (string)[];
      defaults?: {
        /** Added to every request of this key; values up to 128 characters. */
        metadata?: Readonly<Record<string, string>>;
        /** Slug or id of the config for requests that name none. */
        config_id?: string | null;
        allow_config_override?: boolean;
      } | null;
      expires_at?: string | null;
      /** Who is told of budgets and rotations. */
      alert_emails?: readonly (string)[];
      /** null = rotated by hand only. */
      rotation_policy?: {
        /** Mondays, or the first of the month. */
        rotation_period?: "weekly" | "monthly" | null;
        /** In place of `rotation_period`. */
        rotation_period_days?: number | null;
        /** The first rotation; counts as midnight UTC. */
        next_rotation_at?: string | null;
        /** How long the former text goes on; 30 minutes where this is absent. */
        key_transition_period_ms?: number | null;
      } | null;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
    };
    output: {
      id: string;
      /** Shown this once; only its hash is kept. */
      key: string;
      object: "api-key";
    };
  };
  'GET /audit-logs': {
    input: {
      start_time: string;
      end_time: string;
      /** The caller’s own. There is no other to name. */
      organisation_id?: string;
      method?: "GET" | "POST" | "PUT" | "DELETE";
      /** Part of the path. */
      uri?: string;
      request_id?: string;
      /** Id of a user or of an API key. */
      user_id?: string;
      user_type?: "user" | "api_key" | "system";
      /** Id or slug. */
      workspace_id?: string;
      response_status_code?: number;
      /** As `integration`, `api_key`, `user`, `session`. */
      resource_type?: string;
      /** As `create`, `update`, `delete`. */
      action?: string;
      client_ip?: string;
      /** Two letters, where a proxy says it. */
      country?: string;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      records: readonly ({
        id: string;
        timestamp: string;
        /** Empty for what nobody asked for over HTTP, as the declarative file. */
        method: string;
        uri: string;
        request_id: string;
        /** JSON without secrets, which are `[masked]`; cut off after 10,000 characters. */
        request_body: string;
        query_params: string;
        /** JSON: `user-agent` and `x-forwarded-for`, no others. */
        request_headers: string;
        user_id: string;
        user_type: "user" | "api_key" | "system";
        organisation_id: string;
        workspace_id: string | null;
        response_status_code: number;
        resource_type: string;
        resource_id: string;
        action: string;
        client_ip: string;
        /** Two letters, as a trusted proxy says (`TOLLGATE_COUNTRY_HEADER`); else empty. */
        country: string;
        before: unknown;
        after: unknown;
      })[];
    };
  };
  'GET /configs': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      success: true;
    } & {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "config";
        slug: string;
        name: string;
        organisation_id: string;
        workspace_id: string;
        is_default: 0 | 1;
        status: "active" | "archived";
        owner_id: string;
        updated_by: string;
        version_id: string;
        created_at: string;
        last_updated_at: string;
      })[];
    };
  };
  'POST /configs': {
    input: {
      name: string;
      /** The routing object, as in `x-portkey-config`. */
      config: Readonly<Record<string, unknown>>;
      /** 1 to 64 letters, digits, "_" or "-". Derived from the name when absent. */
      slug?: string;
      isDefault?: 0 | 1;
      /** Another name of `isDefault`: official clients send it. */
      is_default?: 0 | 1;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      success: true;
      data: {
        id: string;
        slug: string;
        version_id: string;
        /** Targets that no request can be sent to as things stand, each with its path. Absent where there are none. */
        warnings?: readonly (string)[];
      };
    };
  };
  'POST /configs/explain': {
    input: {
      /** A saved config by slug or id, or a routing object. Absent: the default of `api_key`, or none at all. */
      config?: string | Readonly<Record<string, unknown>>;
      /** The id of the key that would send the request: its defaults and its metadata hold. */
      api_key?: string;
      request: {
        /** Of a POST to the data plane, a raw path of Vertex included. */
        path?: string;
        headers?: Readonly<Record<string, string>>;
        body: Readonly<Record<string, unknown>>;
      };
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      path: string;
      /** `target`, or the mode of the strategy. */
      kind: string;
      taken: boolean;
      why: string;
      circuit: "closed" | "open" | "probe";
      share?: number;
      target?: {
        provider: string;
        provider_id: string;
        model: string;
        /** As this target would see them. */
        params: Readonly<Record<string, unknown>>;
        retry: {
          attempts: number;
          on_status_codes: readonly (number)[];
          use_retry_after_headers: boolean;
        } | null;
        cache: {
          mode: string;
          max_age: number;
        } | null;
        timeouts: {
          request_timeout: number | null;
          idle_timeout: number | null;
          total_timeout: number | null;
        };
        forward_headers: readonly (string)[];
      };
      /** Why nothing would be sent to this target; of the root also why `api_key` itself would be refused. */
      problem?: string;
      /** Explained alike, down to the leaves. */
      targets?: readonly (unknown)[];
    };
  };
  'GET /configs/{slug}': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      success: true;
      data: {
        id: string;
        object: "config";
        slug: string;
        name: string;
        organisation_id: string;
        workspace_id: string;
        is_default: 0 | 1;
        status: "active" | "archived";
        owner_id: string;
        updated_by: string;
        version_id: string;
        created_at: string;
        last_updated_at: string;
        /** The routing object, as in `x-portkey-config`. */
        config: Readonly<Record<string, unknown>>;
      };
    };
  };
  'PUT /configs/{slug}': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      name?: string;
      /** The routing object, as in `x-portkey-config`. */
      config?: Readonly<Record<string, unknown>>;
      isDefault?: 0 | 1;
      /** `archived` deletes the config. */
      status?: "active" | "archived";
    };
    output: {
      success: true;
      data: {
        version_id: string;
        /** Targets that no request can be sent to as things stand, each with its path. Absent where there are none. */
        warnings?: readonly (string)[];
      };
    };
  };
  'DELETE /configs/{slug}': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /configs/{slug}/versions': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "config";
        slug: string;
        name: string;
        organisation_id: string;
        workspace_id: string;
        is_default: 0 | 1;
        status: "active" | "archived";
        owner_id: string;
        updated_by: string;
        version_id: string;
        created_at: string;
        last_updated_at: string;
        /** The routing object as JSON text. */
        config: string;
        format: "json";
        type: "config";
      })[];
    };
  };
  'POST /feedback': {
    input: {
      trace_id?: string;
      value?: number;
      weight?: number;
      metadata?: Readonly<Record<string, unknown>>;
      /** Several ratings; an array as the whole body means the same. */
      items?: readonly ({
        trace_id: string;
        value: number;
        weight?: number;
        metadata?: Readonly<Record<string, unknown>>;
      })[];
    };
    output: {
      status: "success";
      message: string;
      feedback_ids: readonly (string)[];
    };
  };
  'PUT /feedback/{id}': {
    input: {
      id: string;
      /** The published Node library repeats the id. Not read. */
      feedback_id?: string | null;
      value: number;
      weight?: number;
      metadata?: Readonly<Record<string, unknown>>;
    };
    output: {
      status: "success";
      message: string;
      feedback_ids: readonly (string)[];
    };
  };
  'GET /guardrails': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** In place of `workspace_id`: the guardrail is the whole organisation’s. */
      organisation_id?: string | null;
      /** Ids or slugs, separated by commas. */
      ids?: string;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "guardrail";
        name: string;
        slug: string;
        organisation_id: string;
        workspace_id: string | null;
        status: "active" | "archived";
        created_at: string;
        last_updated_at: string;
        owner_id: string;
        updated_by: string | null;
        version_id: string;
        default_sides: readonly (string)[];
        excluded_workspaces: readonly (string)[];
        /** null: it was sealed with another master key. */
        summary: {
          mode: "enforce" | "shadow";
          deny: boolean;
          /** Ids of those that are enabled. */
          checks: readonly (string)[];
        } | null;
      })[];
    };
  };
  'POST /guardrails': {
    input: {
      name: string;
      checks: readonly ({
        id: string;
        name?: string;
        is_enabled?: boolean;
        parameters?: Readonly<Record<string, unknown>>;
      })[];
      actions?: {
        deny?: boolean;
        async?: boolean;
        sequential?: boolean;
        /** shadow: what it would have done is logged, and nothing is denied or changed. */
        mode?: "enforce" | "shadow";
        /** false: a check that fails by itself passes. Default true. A check’s own `fail_on_error` wins. */
        fail_on_error?: boolean;
        stream?: {
          /** observe: judge at the end; hold: keep back the last `tokens`; buffer: the whole answer. */
          mode: "observe" | "hold" | "buffer";
          tokens?: number;
        };
        on_success?: {
          feedback?: {
            value?: number;
            weight?: number;
            metadata?: string | Readonly<Record<string, unknown>>;
          } | null;
        } | null;
        on_fail?: {
          feedback?: {
            value?: number;
            weight?: number;
            metadata?: string | Readonly<Record<string, unknown>>;
          } | null;
        } | null;
      };
      /** Another place for `actions.stream`. */
      stream?: {
        /** observe: judge at the end; hold: keep back the last `tokens`; buffer: the whole answer. */
        mode: "observe" | "hold" | "buffer";
        tokens?: number;
      };
      /** 1 to 64 letters, digits, "_" or "-". Derived from the name when absent. */
      slug?: string;
      /** Sides of every request of its workspace or organisation for which it holds without being named. */
      default_sides?: readonly ("input" | "output")[];
      /** Workspaces, by id or slug, for whose requests it does not hold by default. */
      excluded_workspaces?: readonly (string)[];
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** In place of `workspace_id`: the guardrail is the whole organisation’s. */
      organisation_id?: string | null;
    };
    output: {
      id: string;
      slug: string;
      version_id: string;
    };
  };
  'GET /guardrails/checks': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        name: string;
        summary: string;
        sides: readonly (string)[];
        /** A JSON schema. */
        parameters: Readonly<Record<string, unknown>>;
        secrets: readonly (string)[];
      })[];
    };
  };
  'GET /guardrails/packs': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        name: string;
        about: string;
        source: string;
        /** The body of POST /guardrails that saves it. */
        guardrail: Readonly<Record<string, unknown>>;
      })[];
    };
  };
  'GET /guardrails/report': {
    input: {
      time_of_generation_min: string;
      /** Exclusive. */
      time_of_generation_max: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "guardrail_report";
      from: string;
      to: string;
      requests_checked: number;
      requests_denied: number;
      /** false: only the newest requests of the period were counted. */
      is_complete: boolean;
      guardrails: readonly ({
        id: string;
        side: "input" | "output";
        /** Requests or answers. */
        checked: number;
        /** Places, of all kinds. */
        found: number;
        blocked: number;
        masked: number;
        reported: number;
        /** In shadow mode; so the next two. */
        would_block: number;
        would_mask: number;
        would_report: number;
        /** Places that an exception passed over. */
        excepted: number;
        /** Checks that could not say. */
        errors: number;
        kinds: Readonly<Record<string, number>>;
      })[];
    };
  };
  'GET /guardrails/{guardrailId}': {
    input: {
      /** Slug or id. */
      guardrailId: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** In place of `workspace_id`: the guardrail is the whole organisation’s. */
      organisation_id?: string | null;
    };
    output: {
      id: string;
      object: "guardrail";
      name: string;
      slug: string;
      organisation_id: string;
      workspace_id: string | null;
      status: "active" | "archived";
      created_at: string;
      last_updated_at: string;
      owner_id: string;
      updated_by: string | null;
      version_id: string;
      default_sides: readonly (string)[];
      excluded_workspaces: readonly (string)[];
      checks: readonly (Readonly<Record<string, unknown>>)[];
      actions: Readonly<Record<string, unknown>>;
    };
  };
  'PUT /guardrails/{guardrailId}': {
    input: {
      /** Slug or id. */
      guardrailId: string;
      name?: string;
      checks?: readonly ({
        id: string;
        name?: string;
        is_enabled?: boolean;
        parameters?: Readonly<Record<string, unknown>>;
      })[];
      actions?: {
        deny?: boolean;
        async?: boolean;
        sequential?: boolean;
        /** shadow: what it would have done is logged, and nothing is denied or changed. */
        mode?: "enforce" | "shadow";
        /** false: a check that fails by itself passes. Default true. A check’s own `fail_on_error` wins. */
        fail_on_error?: boolean;
        stream?: {
          /** observe: judge at the end; hold: keep back the last `tokens`; buffer: the whole answer. */
          mode: "observe" | "hold" | "buffer";
          tokens?: number;
        };
        on_success?: {
          feedback?: {
            value?: number;
            weight?: number;
            metadata?: string | Readonly<Record<string, unknown>>;
          } | null;
        } | null;
        on_fail?: {
          feedback?: {
            value?: number;
            weight?: number;
            metadata?: string | Readonly<Record<string, unknown>>;
          } | null;
        } | null;
      };
      stream?: {
        /** observe: judge at the end; hold: keep back the last `tokens`; buffer: the whole answer. */
        mode: "observe" | "hold" | "buffer";
        tokens?: number;
      };
      /** Sides of every request of its workspace or organisation for which it holds without being named. */
      default_sides?: readonly ("input" | "output")[];
      /** Workspaces, by id or slug, for whose requests it does not hold by default. */
      excluded_workspaces?: readonly (string)[];
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** In place of `workspace_id`: the guardrail is the whole organisation’s. */
      organisation_id?: string | null;
    };
    output: {
      id: string;
      slug: string;
      version_id: string;
    };
  };
  'DELETE /guardrails/{guardrailId}': {
    input: {
      /** Slug or id. */
      guardrailId: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** In place of `workspace_id`: the guardrail is the whole organisation’s. */
      organisation_id?: string | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /guardrails/{guardrailId}/dry-run': {
    input: {
      /** Slug or id. */
      guardrailId: string;
      days?: number;
      sides?: readonly ("input" | "output")[];
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "dry_run";
      id: string;
      slug: string;
      version_id: string;
      from: string;
      to: string;
      requests: number;
      requests_with_hits: number;
      requests_unreadable: number;
      conversations: number;
      /** They would have called another service. */
      checks_skipped: readonly (string)[];
      is_complete: boolean;
      stopped_by: "requests" | "bytes" | "time" | "hits" | null;
      total: number;
      likely_false: number;
      hits: readonly ({
        id: string;
        /** SHA-256 of the text: what an exception is made of. */
        hash: string;
        check: string;
        kind: string;
        side: "input" | "output";
        text: string;
        before: string;
        after: string;
        count: number;
        conversations: number;
        log_ids: readonly (string)[];
        likely_false: boolean;
        why_likely_false: string | null;
      })[];
    };
  };
  'GET /guardrails/{guardrailId}/exceptions': {
    input: {
      /** Slug or id. */
      guardrailId: string;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        kind: "hash" | "pattern";
        value: string;
        /** Id of the check that it is for; null = all. */
        check: string | null;
        reason: string;
        author: string;
        created_at: string;
      })[];
    };
  };
  'POST /guardrails/{guardrailId}/exceptions': {
    input: {
      /** Slug or id. */
      guardrailId: string;
      /** The text that was found; only its hash is kept. */
      text?: string;
      /** Of a hit. */
      hash?: string;
      /** RE2; it must match the whole finding. */
      pattern?: string;
      check?: string | null;
      reason?: string;
    };
    output: {
      id: string;
      kind: "hash" | "pattern";
      value: string;
      /** Id of the check that it is for; null = all. */
      check: string | null;
      reason: string;
      author: string;
      created_at: string;
    };
  };
  'DELETE /guardrails/{guardrailId}/exceptions/{exceptionId}': {
    input: {
      /** Slug or id. */
      guardrailId: string;
      exceptionId: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /guardrails/{guardrailId}/invoke': {
    input: {
      /** Slug or id. */
      guardrailId: string;
      side?: "input" | "output";
      texts: readonly (string)[];
      model?: string;
      metadata?: Readonly<Record<string, string>>;
      /** Id or slug: whose providers a check asks that has a model judge. Of a guardrail of a workspace it is that one; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      verdict: boolean;
      id: string;
      transformed: boolean;
      transformed_texts: readonly (string)[];
      checks: readonly (Readonly<Record<string, unknown>>)[];
      feedback: Readonly<Record<string, unknown>> | null;
      execution_time: number;
      async: boolean;
      type: string;
      created_at: string;
      deny: boolean;
      shadow?: true;
    };
  };
  'GET /guardrails/{guardrailId}/versions': {
    input: {
      /** Slug or id. */
      guardrailId: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** In place of `workspace_id`: the guardrail is the whole organisation’s. */
      organisation_id?: string | null;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "guardrail";
        name: string;
        slug: string;
        organisation_id: string;
        workspace_id: string | null;
        status: "active" | "archived";
        created_at: string;
        last_updated_at: string;
        owner_id: string;
        updated_by: string | null;
        version_id: string;
        default_sides: readonly (string)[];
        excluded_workspaces: readonly (string)[];
        checks: readonly (Readonly<Record<string, unknown>>)[];
        actions: Readonly<Record<string, unknown>>;
      })[];
    };
  };
  'GET /integrations': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      type?: "workspace" | "organisation" | "all";
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "integration";
        slug: string;
        name: string;
        description: string | null;
        organisation_id: string;
        workspace_id: string | null;
        ai_provider_id: string;
        status: "active" | "archived";
        created_at: string;
        last_updated_at: string;
      })[];
    };
  };
  'POST /integrations': {
    input: {
      name: string;
      /** 1 to 64 letters, digits, "_" or "-". Derived from the name when absent. */
      slug?: string;
      /** As `vertex-ai`. */
      ai_provider_id: string;
      key?: string | null;
      description?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** The AI service's own fields, as `vertex_region`; secret ones never come back. */
      configurations?: Readonly<Record<string, unknown>>;
      create_default_provider?: boolean;
      /** 1 to 64 letters, digits, "_" or "-". Derived from the name when absent. */
      default_provider_slug?: string;
      secret_mappings?: readonly ({
        /** `key`, or `configurations.<name>`. */
        target_field: string;
        /** Id or slug. */
        secret_reference_id: string;
        secret_key?: string | null;
        value_format?: "string" | "json" | null;
      })[];
      /** Factors on prices, in logs, analytics and budgets; null = none. */
      pricing_adjustments?: {
        multiplier: {
          /** For what is not named. */
          default?: number | null;
          request_token?: number | null;
          response_token?: number | null;
          cache_read_input_token?: number | null;
          cache_write_input_token?: number | null;
          request_audio_token?: number | null;
          response_audio_token?: number | null;
          cache_read_audio_input_token?: number | null;
          request_image_token?: number | null;
          response_image_token?: number | null;
          /** Of a request whose tokens of images are counted apart. */
          request_text_token?: number | null;
          response_text_token?: number | null;
          cache_read_text_input_token?: number | null;
          cache_write_text_input_token?: number | null;
          cache_read_image_input_token?: null;
          cache_write_image_input_token?: null;
          /** Of the thinking in the output; absent = as `response_token`. */
          reasoning_token?: number | null;
          prediction_accepted_token?: number | null;
          prediction_rejected_token?: number | null;
          /** Of images that are priced by the piece. */
          image?: {
            default?: number | null;
          } | null;
          additional_units?: {
            cache_write_1h?: number | null;
            web_search?: number | null;
            /** The same; `web_search` goes before it. */
            search?: number | null;
            /** As `reasoning_token`, which goes before it. */
            thinking_token?: number | null;
            /** As `response_image_token`, before which it goes. */
            image_token?: number | null;
          } | null;
        };
      } | null;
    };
    output: {
      id: string;
      slug: string;
    };
  };
  'POST /integrations/test': {
    input: {
      /** As `vertex-ai`. */
      ai_provider_id: string;
      key?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** The AI service's own fields, as `vertex_region`; secret ones never come back. */
      configurations?: Readonly<Record<string, unknown>>;
      /** Asked for a few tokens. Without it the list of models is asked for, which is free. */
      model?: string | null;
    };
    output: {
      object: "provider_test";
      ok: boolean;
      tried: "model" | "list";
      model: string | null;
      /** Of the upstream; null = it gave none. */
      status: number | null;
      latency_ms: number;
      error: {
        code: string;
        message: string;
        fix: string;
      } | null;
    };
  };
  'GET /integrations/{slug}': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      id: string;
      object: "integration";
      slug: string;
      name: string;
      description: string | null;
      organisation_id: string;
      workspace_id: string | null;
      ai_provider_id: string;
      status: "active" | "archived";
      created_at: string;
      last_updated_at: string;
      masked_key: string | null;
      /** The AI service's own fields, as `vertex_region`; secret ones never come back. */
      configurations: Readonly<Record<string, unknown>>;
      allow_all_models: boolean;
      global_workspace_access_settings: {
        enabled: boolean;
        usage_limits: readonly ({
          /** What is counted. */
          type: "cost" | "tokens" | "requests";
          /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
          alert_threshold?: number | null;
          /** null = never. */
          periodic_reset?: "daily" | "weekly" | "monthly" | null;
          /** In place of `periodic_reset`. */
          periodic_reset_days?: number | null;
          /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
          next_usage_reset_at?: string | null;
          /** true = warn only: a request that passes the limit is served. */
          soft?: boolean | null;
          /** Read only: it may be sent back, and changes nothing. */
          current_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          held_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          status?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_threshold_alerts_sent?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_exhausted_alerts_sent?: unknown;
          credit_limit: number;
        })[];
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[];
      };
      /** Active workspaces that may use it. */
      workspace_count: number;
      pricing_adjustments: {
        multiplier: Readonly<Record<string, unknown>>;
      } | null;
      secret_mappings: readonly ({
        /** `key`, or `configurations.<name>`. */
        target_field: string;
        /** Id or slug. */
        secret_reference_id: string;
        secret_key?: string | null;
        value_format?: "string" | "json" | null;
      })[];
    };
  };
  'PUT /integrations/{slug}': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      name?: string;
      key?: string | null;
      description?: string | null;
      /** Merged into the stored ones: an absent field is kept, null removes it. */
      configurations?: Readonly<Record<string, unknown>>;
      /** In place of all stored ones. */
      secret_mappings?: readonly ({
        /** `key`, or `configurations.<name>`. */
        target_field: string;
        /** Id or slug. */
        secret_reference_id: string;
        secret_key?: string | null;
        value_format?: "string" | "json" | null;
      })[];
      /** Factors on prices, in logs, analytics and budgets; null = none. */
      pricing_adjustments?: {
        multiplier: {
          /** For what is not named. */
          default?: number | null;
          request_token?: number | null;
          response_token?: number | null;
          cache_read_input_token?: number | null;
          cache_write_input_token?: number | null;
          request_audio_token?: number | null;
          response_audio_token?: number | null;
          cache_read_audio_input_token?: number | null;
          request_image_token?: number | null;
          response_image_token?: number | null;
          /** Of a request whose tokens of images are counted apart. */
          request_text_token?: number | null;
          response_text_token?: number | null;
          cache_read_text_input_token?: number | null;
          cache_write_text_input_token?: number | null;
          cache_read_image_input_token?: null;
          cache_write_image_input_token?: null;
          /** Of the thinking in the output; absent = as `response_token`. */
          reasoning_token?: number | null;
          prediction_accepted_token?: number | null;
          prediction_rejected_token?: number | null;
          /** Of images that are priced by the piece. */
          image?: {
            default?: number | null;
          } | null;
          additional_units?: {
            cache_write_1h?: number | null;
            web_search?: number | null;
            /** The same; `web_search` goes before it. */
            search?: number | null;
            /** As `reasoning_token`, which goes before it. */
            thinking_token?: number | null;
            /** As `response_image_token`, before which it goes. */
            image_token?: number | null;
          } | null;
        };
      } | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /integrations/{slug}': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Also delete the providers that use it; without this, deleting one in use is refused. */
      archive_providers?: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /integrations/{slug}/models': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      total: number;
      allow_all_models: boolean;
      models: readonly ({
        /** As the provider names the model. */
        slug: string;
        enabled: boolean;
        is_custom: boolean | null;
        is_finetune: boolean | null;
        base_model_slug: string | null;
        configurations: {
          custom_host?: string;
          /** Names; the values are masked. */
          custom_headers?: Readonly<Record<string, string>>;
        };
        /** null = the published price. */
        pricing_config: {
          type: "static";
          pay_as_you_go: {
            request_token?: {
              /** US cents for one unit. */
              price: number;
            };
            response_token?: {
              /** US cents for one unit. */
              price: number;
            };
            cache_read_input_token?: {
              /** US cents for one unit. */
              price: number;
            };
            cache_write_input_token?: {
              /** US cents for one unit. */
              price: number;
            };
            /** One-hour cache writes, and searches. */
            additional_units?: {
              cache_write_1h?: {
                /** US cents for one unit. */
                price: number;
              };
              web_search?: {
                /** US cents for one unit. */
                price: number;
              };
            };
          };
        } | null;
        name: string;
        /** What the catalog has; null = it does not know it. */
        published: {
          pricing_config: {
            type: "static";
            pay_as_you_go: {
              request_token?: {
                /** US cents for one unit. */
                price: number;
              };
              response_token?: {
                /** US cents for one unit. */
                price: number;
              };
              cache_read_input_token?: {
                /** US cents for one unit. */
                price: number;
              };
              cache_write_input_token?: {
                /** US cents for one unit. */
                price: number;
              };
              /** One-hour cache writes, and searches. */
              additional_units?: {
                cache_write_1h?: {
                  /** US cents for one unit. */
                  price: number;
                };
                web_search?: {
                  /** US cents for one unit. */
                  price: number;
                };
              };
            };
          } | null;
          /** Tokens. */
          context_window: number | null;
          /** Tokens. */
          max_output_tokens: number | null;
          makes: "messages" | "embeddings";
        } | null;
      })[];
    };
  };
  'PUT /integrations/{slug}/models': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** false = only the models that are enabled here. Absent = as it was. */
      allow_all_models?: boolean;
      /** Each is added, or replaces what the integration said of it; others stay. */
      models: readonly ({
        /** As the provider names the model. */
        slug: string;
        enabled: boolean;
        is_custom?: boolean | null;
        is_finetune?: boolean | null;
        base_model_slug?: string | null;
        configurations?: {
          custom_host?: string | null;
          /** Sent with this model, before those of the integration. A mask that comes back keeps its value. */
          custom_headers?: Readonly<Record<string, string>> | null;
        } | null;
        pricing_config?: {
          type?: "static";
          pay_as_you_go: {
            request_token?: {
              /** US cents for one unit. */
              price: number;
            };
            response_token?: {
              /** US cents for one unit. */
              price: number;
            };
            cache_read_input_token?: {
              /** US cents for one unit. */
              price: number;
            };
            cache_write_input_token?: {
              /** US cents for one unit. */
              price: number;
            };
            /** One-hour cache writes, and searches. */
            additional_units?: {
              cache_write_1h?: {
                /** US cents for one unit. */
                price: number;
              };
              web_search?: {
                /** US cents for one unit. */
                price: number;
              };
            };
          };
        } | null;
      })[];
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /integrations/{slug}/models': {
    input: {
      /** Slug or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Of custom models, separated by commas. */
      slugs: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /integrations/{slug}/workspaces': {
    input: {
      /** Slug or id. */
      slug: string;
    };
    output: {
      object: "list";
      total: number;
      /** For every workspace that is not decided by itself. */
      global_workspace_access: {
        enabled: boolean;
        usage_limits: readonly ({
          /** What is counted. */
          type: "cost" | "tokens" | "requests";
          /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
          alert_threshold?: number | null;
          /** null = never. */
          periodic_reset?: "daily" | "weekly" | "monthly" | null;
          /** In place of `periodic_reset`. */
          periodic_reset_days?: number | null;
          /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
          next_usage_reset_at?: string | null;
          /** true = warn only: a request that passes the limit is served. */
          soft?: boolean | null;
          /** Read only: it may be sent back, and changes nothing. */
          current_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          held_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          status?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_threshold_alerts_sent?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_exhausted_alerts_sent?: unknown;
          credit_limit: number;
        })[];
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[];
      };
      workspaces: readonly ({
        id: string;
        slug: string;
        name: string;
        enabled: boolean;
        /** Decided for this workspace by itself. */
        is_explicit: boolean;
        /** What the workspace may spend on this integration. */
        usage_limits: {
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        } | readonly ({
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        })[] | null;
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
      })[];
      /** The same, where the published Python library looks for it. */
      data: readonly ({
        id: string;
        slug: string;
        name: string;
        enabled: boolean;
        /** Decided for this workspace by itself. */
        is_explicit: boolean;
        /** What the workspace may spend on this integration. */
        usage_limits: {
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        } | readonly ({
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        })[] | null;
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
      })[];
    };
  };
  'PUT /integrations/{slug}/workspaces': {
    input: {
      /** Slug or id. */
      slug: string;
      /** By id or slug. Workspaces that are not named stay as they are. */
      workspaces?: readonly ({
        id: string;
        enabled: boolean;
        /** One for each type; null = none. */
        usage_limits?: {
          /** What is counted. */
          type?: "cost" | "tokens" | "requests";
          /** US dollars, tokens or requests; null = no limit. */
          credit_limit?: number | null;
          /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
          alert_threshold?: number | null;
          /** null = never. */
          periodic_reset?: "daily" | "weekly" | "monthly" | null;
          /** In place of `periodic_reset`. */
          periodic_reset_days?: number | null;
          /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
          next_usage_reset_at?: string | null;
          /** true = warn only: a request that passes the limit is served. */
          soft?: boolean | null;
          /** Read only: it may be sent back, and changes nothing. */
          current_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          held_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          status?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_threshold_alerts_sent?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_exhausted_alerts_sent?: unknown;
        } | readonly ({
          /** What is counted. */
          type?: "cost" | "tokens" | "requests";
          /** US dollars, tokens or requests; null = no limit. */
          credit_limit?: number | null;
          /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
          alert_threshold?: number | null;
          /** null = never. */
          periodic_reset?: "daily" | "weekly" | "monthly" | null;
          /** In place of `periodic_reset`. */
          periodic_reset_days?: number | null;
          /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
          next_usage_reset_at?: string | null;
          /** true = warn only: a request that passes the limit is served. */
          soft?: boolean | null;
          /** Read only: it may be sent back, and changes nothing. */
          current_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          held_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          status?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_threshold_alerts_sent?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_exhausted_alerts_sent?: unknown;
        })[] | null;
        /** Null or empty = none. */
        rate_limits?: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
        /** true = what was spent in the running periods counts as 0. */
        reset_usage?: boolean | null;
        /** Make a provider in each workspace that is given access and has none. Absent = true. */
        create_default_provider?: boolean;
        /** Absent = the slug of the integration. */
        default_provider_slug?: string;
      })[];
      /** A workspace that has budgets of its own has those in their place; rate limits likewise. */
      global_workspace_access?: {
        enabled: boolean;
        /** Of each workspace by itself, also of later ones. */
        usage_limits?: {
          /** What is counted. */
          type?: "cost" | "tokens" | "requests";
          /** US dollars, tokens or requests; null = no limit. */
          credit_limit?: number | null;
          /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
          alert_threshold?: number | null;
          /** null = never. */
          periodic_reset?: "daily" | "weekly" | "monthly" | null;
          /** In place of `periodic_reset`. */
          periodic_reset_days?: number | null;
          /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
          next_usage_reset_at?: string | null;
          /** true = warn only: a request that passes the limit is served. */
          soft?: boolean | null;
          /** Read only: it may be sent back, and changes nothing. */
          current_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          held_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          status?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_threshold_alerts_sent?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_exhausted_alerts_sent?: unknown;
        } | readonly ({
          /** What is counted. */
          type?: "cost" | "tokens" | "requests";
          /** US dollars, tokens or requests; null = no limit. */
          credit_limit?: number | null;
          /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
          alert_threshold?: number | null;
          /** null = never. */
          periodic_reset?: "daily" | "weekly" | "monthly" | null;
          /** In place of `periodic_reset`. */
          periodic_reset_days?: number | null;
          /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
          next_usage_reset_at?: string | null;
          /** true = warn only: a request that passes the limit is served. */
          soft?: boolean | null;
          /** Read only: it may be sent back, and changes nothing. */
          current_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          held_usage?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          status?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_threshold_alerts_sent?: unknown;
          /** Read only: it may be sent back, and changes nothing. */
          is_exhausted_alerts_sent?: unknown;
        })[] | null;
        /** Null or empty = none. */
        rate_limits?: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
      } | null;
      /** true = forget what was decided for single workspaces before, and with limits for each of them their own limits. */
      override_existing_workspace_access?: boolean | null;
      /** The same, as the published libraries write it. */
      override_existing_workspaces_access?: boolean | null;
      /** Make a provider in each workspace that is given access and has none. Absent = true. */
      create_default_provider?: boolean;
      /** Absent = the slug of the integration. */
      default_provider_slug?: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /limits': {
    input: {
      /** Id or slug: limits of this workspace, and of its keys and providers; absent means all of them. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        owner_kind: "api_key" | "provider" | "workspace" | "organisation" | "user" | "integration_workspace";
        owner_id: string;
        owner_name: string;
        /** A list where there are several. */
        usage_limits: {
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        } | readonly ({
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        })[] | null;
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
        /** Absent = none. */
        velocity_limits?: readonly ({
          per: "session" | "key";
          usd_per_minute: number | null;
          concurrent_subagents: number | null;
        })[] | null;
        status: "active" | "exhausted";
      })[];
    };
  };
  'POST /limits/preview': {
    input: {
      owner_kind: "api_key" | "provider" | "workspace" | "organisation" | "user" | "integration_workspace";
      /** As `GET /v1/limits` has it; a provider by its slug too; `self` for the organisation. */
      owner_id: string;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
    };
    output: {
      object: "limit-preview";
      from: string;
      to: string;
      /** Times are right to this; requests within a step are taken as equal. */
      step_ms: number;
      /** False where the log has more than could be looked at: its beginning was. */
      is_whole: boolean;
      limits: readonly ({
        /** The last two are the parts of a velocity limit, each tried by itself. */
        type: "cost" | "tokens" | "requests" | "usd_per_minute" | "concurrent_subagents";
        /** Of a rate; null = no rate. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw" | null;
        /** Of a velocity limit; null = no velocity limit. */
        per: "session" | "key" | null;
        limit: number;
        /** That the limit would have counted. */
        requests: number;
        blocked_requests: number;
        /** What would have been counted apart. */
        entities: number;
        /** Those with the most blocked requests first, at most 100. */
        blocked: readonly ({
          /** What the limit counts together: of a policy its value key, of a velocity limit the session or the key; empty = all. */
          value: string;
          /** The id of the user, or of the key where nobody owns it. */
          sender: string;
          requests: number;
          first_at: string;
          last_at: string;
        })[];
      })[];
    };
  };
  'POST /limits/rebuild': {
    input: {
      /** Budgets of this kind of owner alone. */
      owner_kind?: "api_key" | "provider" | "workspace" | "organisation" | "user" | "integration_workspace" | "policy" | "spend_limit";
      /** Budgets of this owner alone, by its id. */
      owner_id?: string;
      /** Says what would be raised, and raises nothing. */
      dry_run?: boolean;
    };
    output: {
      object: "limits-rebuilt";
      /** The day of the oldest request that the log has; null = it has none. */
      log_from: string | null;
      /** Budgets that were compared with the log. */
      checked: number;
      /** Budgets of which more was spent than the ledger knew. */
      raised: readonly ({
        owner_kind: "api_key" | "provider" | "workspace" | "organisation" | "user" | "integration_workspace" | "policy" | "spend_limit";
        /** Of spend limits: their period. */
        owner_id: string;
        /** Of a policy: what it counts together; empty = all. Of a spend limit: the person. */
        value: string;
        type: "cost" | "tokens" | "requests";
        before: number;
        after: number;
      })[];
      /** What the log could not say. */
      unknown: readonly (string)[];
    };
  };
  'PUT /limits/{owner_kind}/{owner_id}': {
    input: {
      owner_kind: "api_key" | "provider" | "workspace" | "organisation" | "user" | "integration_workspace";
      /** The id; of a workspace its slug too; of a user the id that keys name; `<integration>:<workspace>`, each by slug or id, with `*` for each workspace that has no such limits; `self` for the organisation. */
      owner_id: string;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
      /** true = what was spent in the running periods counts as 0. */
      reset_usage?: boolean | null;
    };
    output: {
      owner_kind: "api_key" | "provider" | "workspace" | "organisation" | "user" | "integration_workspace";
      owner_id: string;
      owner_name: string;
      /** A list where there are several. */
      usage_limits: {
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      } | readonly ({
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      })[] | null;
      rate_limits: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** Absent = none. */
      velocity_limits?: readonly ({
        per: "session" | "key";
        usd_per_minute: number | null;
        concurrent_subagents: number | null;
      })[] | null;
      status: "active" | "exhausted";
    };
  };
  'GET /logs': {
    input: {
      time_of_generation_min?: string;
      /** Exclusive. */
      time_of_generation_max?: string;
      /** Requests whose answer ended then or later, whenever they began. */
      time_of_completion_min?: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_slug?: string | null;
      total_units_min?: number;
      total_units_max?: number;
      /** Cents. */
      cost_min?: number;
      /** Cents. */
      cost_max?: number;
      prompt_token_min?: number;
      prompt_token_max?: number;
      completion_token_min?: number;
      completion_token_max?: number;
      /** HTTP statuses, separated by commas; one with `!` before it is left out. */
      status_code?: string;
      /** Provider slugs, separated by commas; one with `!` before it is left out. */
      virtual_keys?: string;
      /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
      configs?: string;
      /** Ids of API keys, separated by commas; one with `!` before it is left out. */
      api_key_ids?: string;
      /** JSON object; a row must have every pair of it. */
      metadata?: string;
      /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
      ai_org_model?: string;
      /** Models, separated by commas; one with `!` before it is left out. */
      ai_model?: string;
      /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
      cache_status?: string;
      /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
      users?: string;
      /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
      operations?: string;
      /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
      error_codes?: string;
      /** Regions, separated by commas; one with `!` before it is left out. */
      regions?: string;
      /** Ids of agents, separated by commas; one with `!` before it is left out. */
      agent_ids?: string;
      trace_id?: string;
      span_id?: string;
      session_id?: string;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_min?: number;
      /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
      weighted_feedback_max?: number;
      /** Seconds. Requests that ended in the last so many may be missing: that spares the log the work of fetching them. */
      max_staleness?: number;
      /** Text in the bodies, ids, notes or error of a request, in any case; takes `logs.view`. Newest first, a bounded number of requests at a time: `next_cursor` goes on, also where a page has few rows or none. */
      search?: string;
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
      /** Another name of `limit`. */
      page_size?: number;
      /** Page number from 0, as in other lists, for the newest 10,000 rows. `cursor` has no such end, and is right while new rows arrive. */
      current_page?: number;
    };
    output: {
      object: "list";
      data: readonly ({
        id: string;
        organisation_id: string;
        organisation_name: string | null;
        workspace_slug: string;
        created_at: string;
        is_success: boolean;
        /** AI provider id. */
        ai_org: string | null;
        ai_model: string | null;
        /** Provider slug. */
        virtual_key: string | null;
        config_id: string | null;
        /** Slug of the saved config; null for one that was sent along. */
        config: string | null;
        config_version_id: string | null;
        /** Always null. */
        prompt_id: null;
        /** Always null. */
        prompt_version_id: null;
        /** Always null. */
        prompt_slug: null;
        api_key_id: string;
        /** Input tokens, cached ones included. */
        req_units: number | null;
        /** Output tokens. */
        res_units: number | null;
        total_units: number | null;
        /** Cents; null when the price is not known. */
        cost: number | null;
        cost_currency: "USD";
        request_url: string;
        request_method: string;
        response_status_code: number;
        /** Whole ms, rounded up. */
        response_time: number;
        /** ms that the gateway itself took. */
        gateway_processing_time: number | null;
        /** ms of the rest of `response_time`. */
        upstream_response_time: number | null;
        /** Always null. */
        request_parsing_time: null;
        /** Always null. */
        pre_processing_time: null;
        /** Always null. */
        cache_processing_time: null;
        /** Always null. */
        response_parsing_time: null;
        is_proxy_call: boolean;
        cache_status: string;
        /** Of the hit or miss; null for other statuses. */
        cache_type: "simple" | "semantic" | null;
        stream_mode: 0 | 1;
        retry_success_count: number;
        trace_id: string;
        span_id: string;
        span_name: string;
        parent_span_id: string | null;
        /** As `id`: the gateway’s own, whatever trace the caller named. */
        internal_trace_id: string;
        mode: string;
        last_used_option_index: number;
        /** The client’s name, as its user agent begins. */
        source: string | null;
        /** Of the client, as its SDK tells. */
        runtime: string | null;
        runtime_version: string | null;
        sdk_version: string | null;
        /** Always null. */
        log_store_file_path_format: null;
        "metadata.key": readonly (string)[];
        "metadata.value": readonly (string)[];
        /** Empty for a request without a valid key. */
        workspace_id: string;
        /** The person that the key belongs to. */
        user_id: string | null;
        /** Whom the caller named as `_user` in the metadata, where the key belongs to nobody. */
        end_user: string | null;
        /** Claude Code’s session: correlation only, never authorisation. */
        session_id: string | null;
        /** Claude Code’s agent. */
        agent_id: string | null;
        /** The agent that started this one. */
        parent_agent_id: string | null;
        /** Of the request and of its key. */
        metadata: Readonly<Record<string, string>>;
        /** `messages`, `messagesCountTokens`, `embed`, `listModels`, `proxy`, … */
        operation: string;
        /** The client’s header. */
        user_agent: string | null;
        /** The code of the error (docs/reference/errors.md); null on success. */
        error_code: string | null;
        /** The error message that the caller got. */
        error_message: string | null;
        /** Why the model stopped, in the provider’s dialect: `end_turn`, `tool_use`, `max_tokens`, `refusal`, … */
        stop_reason: string | null;
        /** How the answer ended: `complete`, `client_closed`, `upstream_cut` or `error`. */
        outcome: string;
        /** The model as the caller named it. */
        requested_model: string | null;
        /** The provider’s region. */
        region: string | null;
        /** Attempts beyond the first at the target that answered. */
        retry_attempt_count: number;
        /** Every attempt at an upstream, in order. */
        attempts: readonly ({
          target: string;
          provider: string;
          model: string;
          status: number;
          reason: string;
          wait_ms: number;
          started_ms: number;
          duration_ms: number;
          upstream_request_id: string | null;
          span_id: string;
          /** What the upstream counted, whatever became of its answer. */
          usage: {
            input_tokens: number;
            output_tokens: number;
            cache_read_tokens: number;
            cache_write_5m_tokens: number;
            cache_write_1h_tokens: number;
            thinking_tokens: number;
            web_search_requests: number;
            web_fetch_requests: number;
          } | null;
          cost_nano_usd: number | null;
          /** What the cost adds up; absent where nothing had a price, and in rows of earlier releases. */
          price_lines?: readonly ({
            /** What was counted, as `input_tokens`. */
            meter: string;
            units: number;
            /** Pico-dollars for one unit, surcharges and the integration’s own factors included. */
            unit_pico_usd: number;
            /** Of a further pass by another model. */
            model?: string;
          })[];
          unpriced: boolean;
          /** What of it has no price; null = all of it has one. */
          unpriced_because: string | null;
        })[];
        /** Of the answer that was used: neither read from nor written to the prompt cache, sound and images included. null = no usage was told. */
        input_tokens: number | null;
        /** Of the answer that was used: thinking, sound and images included. */
        output_tokens: number | null;
        /** Read from the prompt cache. */
        cache_read_tokens: number | null;
        /** Written to the prompt cache for five minutes, or for a time that was not told. */
        cache_write_5m_tokens: number | null;
        /** Written to the prompt cache for an hour. */
        cache_write_1h_tokens: number | null;
        /** The part of the output that is thinking. */
        thinking_tokens: number | null;
        /** Searches that the provider made. */
        web_search_requests: number | null;
        /** Pages that the provider fetched. */
        web_fetch_requests: number | null;
        /** Nano-dollars, of all attempts together; null = nothing was used, or nothing of it has a price. */
        cost_nano_usd: number | null;
        /** The part of the cost that went to attempts whose answer was not used. */
        discarded_nano_usd: number | null;
        /** Something was used that has no price: the cost is short of it. */
        unpriced: boolean;
        /** The version of the prices. */
        price_book: string | null;
        /** What an answer from the cache did not cost; null = no hit. */
        saved_nano_usd: number | null;
        /** Prompt tokens in the cache of the account and model that the session left with this request; null = no switch. */
        prompt_cache_lost_tokens: number | null;
        /** Of the prompt-cache doctor: a hit, the first use, or why it was missed; null = no cache in use. */
        prompt_cache_verdict: string | null;
        /** Where or how long, as `at byte 512`. */
        prompt_cache_detail: string | null;
        /** Tokens that lay in the cache and were not read from it. */
        prompt_cache_missed_tokens: number | null;
        /** Against the same prompt without a cache; negative where more was written than read. */
        prompt_cache_saved_nano_usd: number | null;
        /** What the missed tokens cost more than a read. */
        prompt_cache_wasted_nano_usd: number | null;
        /** From the arrival to the first byte of the answer, ms. */
        time_to_first_byte_ms: number | null;
        /** The longest silence between two chunks of the answer, ms. */
        stall_ms: number | null;
        /** What the gateway itself took before the upstream was asked, ms; waiting for the body excluded. */
        gateway_ms: number | null;
        /** Of the request’s body. */
        request_bytes: number;
        /** Of the answer’s body. */
        response_bytes: number;
        /** Beta flags that the provider does not take. */
        betas_dropped: readonly (string)[];
        /** What a person who reads this row should know: what was mended, learned or left out. */
        notes: readonly (string)[];
        /** What was spent, when the request came, of the fullest budget that counts it; null = no budget does. */
        budget_use_percent: number | null;
        /** What guardrails did, in order; null = none held. */
        guardrails: readonly ({
          /** Slug of the guardrail, or the name of one written into a config. */
          id: string;
          side: "input" | "output";
          /** `would_…` of one that only watches; `unfinished` when the row was written first. */
          outcome: "passed" | "changed" | "reported" | "denied" | "would_change" | "would_report" | "would_deny" | "unfinished";
          ms: number;
          checks: readonly ({
            id: string;
            verdict: boolean;
            error: string | null;
            ms: number;
            /** How many places of each kind, as `EMAIL_ADDRESS=2 SSN=1`. */
            found: string | null;
            /** Places that were passed over because they are exceptions. */
            excepted?: number;
          })[];
        })[] | null;
        /** By how much guardrails made the answer later, ms: waiting for their verdicts and holding a stream back. */
        guardrails_ms: number | null;
      })[];
      next_cursor: string | null;
      /** Every request that had ended before this moment was counted. */
      as_of: string;
      /** Of a search. */
      searched?: {
        /** Requests that this page looked into. */
        rows: number;
        /** Of the oldest of them. */
        back_to: string | null;
      };
    };
  };
  'POST /logs': {
    input: {
      request?: {
        url: string;
        method?: string;
        headers?: Readonly<Record<string, unknown>>;
        body: unknown;
        /** Contract id of the provider, as `openai`. */
        provider?: string;
      };
      response?: {
        status?: number;
        headers?: Readonly<Record<string, unknown>>;
        body: unknown;
        /** ms. */
        response_time?: number;
      };
      metadata?: {
        traceId?: string;
        trace_id?: string;
        spanId?: string;
        span_id?: string;
        spanName?: string;
        span_name?: string;
        parentSpanId?: string;
        parent_span_id?: string;
      } & Readonly<Record<string, string | number | boolean>>;
      /** Several calls; an array as the whole body means the same. */
      items?: readonly ({
        request: {
          url: string;
          method?: string;
          headers?: Readonly<Record<string, unknown>>;
          body: unknown;
          /** Contract id of the provider, as `openai`. */
          provider?: string;
        };
        response: {
          status?: number;
          headers?: Readonly<Record<string, unknown>>;
          body: unknown;
          /** ms. */
          response_time?: number;
        };
        metadata?: {
          traceId?: string;
          trace_id?: string;
          spanId?: string;
          span_id?: string;
          spanName?: string;
          span_name?: string;
          parentSpanId?: string;
          parent_span_id?: string;
        } & Readonly<Record<string, string | number | boolean>>;
      })[];
    };
    output: {
      status: "success";
      log_ids: readonly (string)[];
    };
  };
  'GET /logs/exports': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "export";
        organisation_id: string;
        workspace_id: string;
        filters: Readonly<Record<string, unknown>>;
        requested_data: readonly (string)[];
        status: "draft" | "in_progress" | "success" | "failed" | "stopped";
        description: string;
        /** Rows that matched when it was saved, or started. */
        total: number;
        created_by: string;
        created_at: string;
        last_updated_at: string;
      })[];
    };
  };
  'POST /logs/exports': {
    input: {
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      filters: {
        time_of_generation_min?: string;
        /** Exclusive. */
        time_of_generation_max?: string;
        /** Requests whose answer ended then or later, whenever they began. */
        time_of_completion_min?: string;
        /** Id or slug. Only organisation keys choose; absent means the default workspace. */
        workspace_slug?: string | null;
        total_units_min?: number;
        total_units_max?: number;
        /** Cents. */
        cost_min?: number;
        /** Cents. */
        cost_max?: number;
        prompt_token_min?: number;
        prompt_token_max?: number;
        completion_token_min?: number;
        completion_token_max?: number;
        /** HTTP statuses, separated by commas; one with `!` before it is left out. */
        status_code?: string;
        /** Provider slugs, separated by commas; one with `!` before it is left out. */
        virtual_keys?: string;
        /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
        configs?: string;
        /** Ids of API keys, separated by commas; one with `!` before it is left out. */
        api_key_ids?: string;
        /** A row must have every pair of it. */
        metadata?: string | Readonly<Record<string, string>>;
        /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
        ai_org_model?: string;
        /** Models, separated by commas; one with `!` before it is left out. */
        ai_model?: string;
        /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
        cache_status?: string;
        /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
        users?: string;
        /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
        operations?: string;
        /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
        error_codes?: string;
        /** Regions, separated by commas; one with `!` before it is left out. */
        regions?: string;
        /** Ids of agents, separated by commas; one with `!` before it is left out. */
        agent_ids?: string;
        trace_id?: string;
        span_id?: string;
        session_id?: string;
        /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
        weighted_feedback_min?: number;
        /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
        weighted_feedback_max?: number;
        /** Rows at most. */
        page_size?: number;
        /** From 0, in pages of `page_size`. */
        current_page?: number;
      };
      /** Members of each line; `request` and `response` take the scope `logs.view`. */
      requested_data: readonly ("id" | "trace_id" | "created_at" | "request" | "response" | "is_success" | "ai_org" | "ai_model" | "req_units" | "res_units" | "total_units" | "request_url" | "cost" | "cost_currency" | "response_time" | "response_status_code" | "mode" | "config" | "prompt_slug" | "metadata")[];
      /** What it is for. */
      description?: string;
    };
    output: {
      id: string;
      total: number;
      object: "export";
    };
  };
  'GET /logs/exports/field-restrictions': {
    input: {
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "field-restrictions";
      /** Members that no export may have. */
      deniedFields: readonly ("id" | "trace_id" | "created_at" | "request" | "response" | "is_success" | "ai_org" | "ai_model" | "req_units" | "res_units" | "total_units" | "request_url" | "cost" | "cost_currency" | "response_time" | "response_status_code" | "mode" | "config" | "prompt_slug" | "metadata")[];
      /** What `requested_data` may name. */
      allowed_fields: readonly ("id" | "trace_id" | "created_at" | "request" | "response" | "is_success" | "ai_org" | "ai_model" | "req_units" | "res_units" | "total_units" | "request_url" | "cost" | "cost_currency" | "response_time" | "response_status_code" | "mode" | "config" | "prompt_slug" | "metadata")[];
    };
  };
  'GET /logs/exports/{id}': {
    input: {
      id: string;
    };
    output: {
      id: string;
      object: "export";
      organisation_id: string;
      workspace_id: string;
      filters: Readonly<Record<string, unknown>>;
      requested_data: readonly (string)[];
      status: "draft" | "in_progress" | "success" | "failed" | "stopped";
      description: string;
      /** Rows that matched when it was saved, or started. */
      total: number;
      created_by: string;
      created_at: string;
      last_updated_at: string;
    };
  };
  'PUT /logs/exports/{id}': {
    input: {
      id: string;
      /** The published Node library repeats the id. Not read. */
      export_id?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      filters: {
        time_of_generation_min?: string;
        /** Exclusive. */
        time_of_generation_max?: string;
        /** Requests whose answer ended then or later, whenever they began. */
        time_of_completion_min?: string;
        /** Id or slug. Only organisation keys choose; absent means the default workspace. */
        workspace_slug?: string | null;
        total_units_min?: number;
        total_units_max?: number;
        /** Cents. */
        cost_min?: number;
        /** Cents. */
        cost_max?: number;
        prompt_token_min?: number;
        prompt_token_max?: number;
        completion_token_min?: number;
        completion_token_max?: number;
        /** HTTP statuses, separated by commas; one with `!` before it is left out. */
        status_code?: string;
        /** Provider slugs, separated by commas; one with `!` before it is left out. */
        virtual_keys?: string;
        /** Config slugs or ids, separated by commas; one with `!` before it is left out. */
        configs?: string;
        /** Ids of API keys, separated by commas; one with `!` before it is left out. */
        api_key_ids?: string;
        /** A row must have every pair of it. */
        metadata?: string | Readonly<Record<string, string>>;
        /** `<AI provider id>__<model>` pairs, separated by commas; one with `!` before it is left out. */
        ai_org_model?: string;
        /** Models, separated by commas; one with `!` before it is left out. */
        ai_model?: string;
        /** Values of `x-portkey-cache-status`, separated by commas; one with `!` before it is left out. */
        cache_status?: string;
        /** People by their id; where the key belongs to nobody, whom `_user` of the metadata names, or else the key by its id, separated by commas; one with `!` before it is left out. */
        users?: string;
        /** Operations, as `messages`, separated by commas; one with `!` before it is left out. */
        operations?: string;
        /** Causes of failures, as `upstream_error`, separated by commas; one with `!` before it is left out. */
        error_codes?: string;
        /** Regions, separated by commas; one with `!` before it is left out. */
        regions?: string;
        /** Ids of agents, separated by commas; one with `!` before it is left out. */
        agent_ids?: string;
        trace_id?: string;
        span_id?: string;
        session_id?: string;
        /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
        weighted_feedback_min?: number;
        /** Average of value × weight of a trace’s feedback; the newest 10,000 rated traces are looked at. */
        weighted_feedback_max?: number;
        /** Rows at most. */
        page_size?: number;
        /** From 0, in pages of `page_size`. */
        current_page?: number;
      };
      /** Members of each line; `request` and `response` take the scope `logs.view`. */
      requested_data?: readonly ("id" | "trace_id" | "created_at" | "request" | "response" | "is_success" | "ai_org" | "ai_model" | "req_units" | "res_units" | "total_units" | "request_url" | "cost" | "cost_currency" | "response_time" | "response_status_code" | "mode" | "config" | "prompt_slug" | "metadata")[];
      /** What it is for. */
      description?: string;
    };
    output: {
      id: string;
      total: number;
      object: "export";
    };
  };
  'POST /logs/exports/{id}/cancel': {
    input: {
      id: string;
      /** The published Node library repeats the id. Not read. */
      export_id?: string | null;
    };
    output: {
      message: string;
      object: "export";
    };
  };
  'GET /logs/exports/{id}/download': {
    input: {
      id: string;
    };
    output: {
      /** Opens without a key, for fifteen minutes: JSON lines, newest first. */
      signed_url: string;
    };
  };
  'POST /logs/exports/{id}/start': {
    input: {
      id: string;
      /** The published Node library repeats the id. Not read. */
      export_id?: string | null;
    };
    output: {
      message: string;
      object: "export";
    };
  };
  'GET /logs/filters': {
    input: {
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      data: readonly ({
        id: string;
        name: string;
        query: string;
        /** null = of the whole organisation. */
        workspace_id: string | null;
        created_by: string;
        created_at: string;
      })[];
    };
  };
  'POST /logs/filters': {
    input: {
      name: string;
      /** The query line, as `status:5xx team:payments`. */
      query: string;
    };
    output: {
      id: string;
      name: string;
      query: string;
      /** null = of the whole organisation. */
      workspace_id: string | null;
      created_by: string;
      created_at: string;
    };
  };
  'DELETE /logs/filters/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /logs/sessions/{session_id}/tool-calls': {
    input: {
      session_id: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      /** Requests whose answers call tools, newest first. */
      data: readonly ({
        log_id: string;
        calls: readonly ({
          id: string;
          name: string;
          /** The first text of its input, cut; null = it has none. */
          summary: string | null;
          input_characters: number;
        })[];
      })[];
      /** false = the session has more answers, or longer ones, than are read at once. */
      is_complete: boolean;
    };
  };
  'GET /logs/{id}': {
    input: {
      id: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      _id: string;
      organisation_id: string;
      created_at: string;
      request: {
        url: string;
        method: string;
        /** Those that tell how the client asked; credentials are left out or masked. */
        headers: Readonly<Record<string, string>>;
        /** The same of `x-portkey-*`; metadata stands in `metrics`. */
        portkeyHeaders: Readonly<Record<string, string>>;
        /** JSON where it is JSON, else text; null when not kept. */
        body: unknown;
      };
      response: {
        status: number;
        /** The gateway’s own, as they stood at the end. */
        headers: Readonly<Record<string, string>>;
        /** Whole ms, rounded up. */
        responseTime: number;
        lastUsedOptionJsonPath: string;
        /** JSON where it is JSON, else text; null when not kept. */
        body: unknown;
      };
      /** Of the whole trace. */
      feedback: {
        count: number;
        /** Of value × weight. */
        average: number | null;
      };
      metrics: {
        id: string;
        organisation_id: string;
        organisation_name: string | null;
        workspace_slug: string;
        created_at: string;
        is_success: boolean;
        /** AI provider id. */
        ai_org: string | null;
        ai_model: string | null;
        /** Provider slug. */
        virtual_key: string | null;
        config_id: string | null;
        /** Slug of the saved config; null for one that was sent along. */
        config: string | null;
        config_version_id: string | null;
        /** Always null. */
        prompt_id: null;
        /** Always null. */
        prompt_version_id: null;
        /** Always null. */
        prompt_slug: null;
        api_key_id: string;
        /** Input tokens, cached ones included. */
        req_units: number | null;
        /** Output tokens. */
        res_units: number | null;
        total_units: number | null;
        /** Cents; null when the price is not known. */
        cost: number | null;
        cost_currency: "USD";
        request_url: string;
        request_method: string;
        response_status_code: number;
        /** Whole ms, rounded up. */
        response_time: number;
        /** ms that the gateway itself took. */
        gateway_processing_time: number | null;
        /** ms of the rest of `response_time`. */
        upstream_response_time: number | null;
        /** Always null. */
        request_parsing_time: null;
        /** Always null. */
        pre_processing_time: null;
        /** Always null. */
        cache_processing_time: null;
        /** Always null. */
        response_parsing_time: null;
        is_proxy_call: boolean;
        cache_status: string;
        /** Of the hit or miss; null for other statuses. */
        cache_type: "simple" | "semantic" | null;
        stream_mode: 0 | 1;
        retry_success_count: number;
        trace_id: string;
        span_id: string;
        span_name: string;
        parent_span_id: string | null;
        /** As `id`: the gateway’s own, whatever trace the caller named. */
        internal_trace_id: string;
        mode: string;
        last_used_option_index: number;
        /** The client’s name, as its user agent begins. */
        source: string | null;
        /** Of the client, as its SDK tells. */
        runtime: string | null;
        runtime_version: string | null;
        sdk_version: string | null;
        /** Always null. */
        log_store_file_path_format: null;
        "metadata.key": readonly (string)[];
        "metadata.value": readonly (string)[];
        /** Empty for a request without a valid key. */
        workspace_id: string;
        /** The person that the key belongs to. */
        user_id: string | null;
        /** Whom the caller named as `_user` in the metadata, where the key belongs to nobody. */
        end_user: string | null;
        /** Claude Code’s session: correlation only, never authorisation. */
        session_id: string | null;
        /** Claude Code’s agent. */
        agent_id: string | null;
        /** The agent that started this one. */
        parent_agent_id: string | null;
        /** Of the request and of its key. */
        metadata: Readonly<Record<string, string>>;
        /** `messages`, `messagesCountTokens`, `embed`, `listModels`, `proxy`, … */
        operation: string;
        /** The client’s header. */
        user_agent: string | null;
        /** The code of the error (docs/reference/errors.md); null on success. */
        error_code: string | null;
        /** The error message that the caller got. */
        error_message: string | null;
        /** Why the model stopped, in the provider’s dialect: `end_turn`, `tool_use`, `max_tokens`, `refusal`, … */
        stop_reason: string | null;
        /** How the answer ended: `complete`, `client_closed`, `upstream_cut` or `error`. */
        outcome: string;
        /** The model as the caller named it. */
        requested_model: string | null;
        /** The provider’s region. */
        region: string | null;
        /** Attempts beyond the first at the target that answered. */
        retry_attempt_count: number;
        /** Every attempt at an upstream, in order. */
        attempts: readonly ({
          target: string;
          provider: string;
          model: string;
          status: number;
          reason: string;
          wait_ms: number;
          started_ms: number;
          duration_ms: number;
          upstream_request_id: string | null;
          span_id: string;
          /** What the upstream counted, whatever became of its answer. */
          usage: {
            input_tokens: number;
            output_tokens: number;
            cache_read_tokens: number;
            cache_write_5m_tokens: number;
            cache_write_1h_tokens: number;
            thinking_tokens: number;
            web_search_requests: number;
            web_fetch_requests: number;
          } | null;
          cost_nano_usd: number | null;
          /** What the cost adds up; absent where nothing had a price, and in rows of earlier releases. */
          price_lines?: readonly ({
            /** What was counted, as `input_tokens`. */
            meter: string;
            units: number;
            /** Pico-dollars for one unit, surcharges and the integration’s own factors included. */
            unit_pico_usd: number;
            /** Of a further pass by another model. */
            model?: string;
          })[];
          unpriced: boolean;
          /** What of it has no price; null = all of it has one. */
          unpriced_because: string | null;
        })[];
        /** Of the answer that was used: neither read from nor written to the prompt cache, sound and images included. null = no usage was told. */
        input_tokens: number | null;
        /** Of the answer that was used: thinking, sound and images included. */
        output_tokens: number | null;
        /** Read from the prompt cache. */
        cache_read_tokens: number | null;
        /** Written to the prompt cache for five minutes, or for a time that was not told. */
        cache_write_5m_tokens: number | null;
        /** Written to the prompt cache for an hour. */
        cache_write_1h_tokens: number | null;
        /** The part of the output that is thinking. */
        thinking_tokens: number | null;
        /** Searches that the provider made. */
        web_search_requests: number | null;
        /** Pages that the provider fetched. */
        web_fetch_requests: number | null;
        /** Nano-dollars, of all attempts together; null = nothing was used, or nothing of it has a price. */
        cost_nano_usd: number | null;
        /** The part of the cost that went to attempts whose answer was not used. */
        discarded_nano_usd: number | null;
        /** Something was used that has no price: the cost is short of it. */
        unpriced: boolean;
        /** The version of the prices. */
        price_book: string | null;
        /** What an answer from the cache did not cost; null = no hit. */
        saved_nano_usd: number | null;
        /** Prompt tokens in the cache of the account and model that the session left with this request; null = no switch. */
        prompt_cache_lost_tokens: number | null;
        /** Of the prompt-cache doctor: a hit, the first use, or why it was missed; null = no cache in use. */
        prompt_cache_verdict: string | null;
        /** Where or how long, as `at byte 512`. */
        prompt_cache_detail: string | null;
        /** Tokens that lay in the cache and were not read from it. */
        prompt_cache_missed_tokens: number | null;
        /** Against the same prompt without a cache; negative where more was written than read. */
        prompt_cache_saved_nano_usd: number | null;
        /** What the missed tokens cost more than a read. */
        prompt_cache_wasted_nano_usd: number | null;
        /** From the arrival to the first byte of the answer, ms. */
        time_to_first_byte_ms: number | null;
        /** The longest silence between two chunks of the answer, ms. */
        stall_ms: number | null;
        /** What the gateway itself took before the upstream was asked, ms; waiting for the body excluded. */
        gateway_ms: number | null;
        /** Of the request’s body. */
        request_bytes: number;
        /** Of the answer’s body. */
        response_bytes: number;
        /** Beta flags that the provider does not take. */
        betas_dropped: readonly (string)[];
        /** What a person who reads this row should know: what was mended, learned or left out. */
        notes: readonly (string)[];
        /** What was spent, when the request came, of the fullest budget that counts it; null = no budget does. */
        budget_use_percent: number | null;
        /** What guardrails did, in order; null = none held. */
        guardrails: readonly ({
          /** Slug of the guardrail, or the name of one written into a config. */
          id: string;
          side: "input" | "output";
          /** `would_…` of one that only watches; `unfinished` when the row was written first. */
          outcome: "passed" | "changed" | "reported" | "denied" | "would_change" | "would_report" | "would_deny" | "unfinished";
          ms: number;
          checks: readonly ({
            id: string;
            verdict: boolean;
            error: string | null;
            ms: number;
            /** How many places of each kind, as `EMAIL_ADDRESS=2 SSN=1`. */
            found: string | null;
            /** Places that were passed over because they are exceptions. */
            excepted?: number;
          })[];
        })[] | null;
        /** By how much guardrails made the answer later, ms: waiting for their verdicts and holding a stream back. */
        guardrails_ms: number | null;
      };
    };
  };
  'GET /model-gallery': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Any spelling of a model (`claude-sonnet-4-5@20250929`, `@slug/…`, `sonnet 4.5`), or parts of one. */
      search?: string;
      /** Slug: models that this provider offers. */
      provider?: string;
      /** Models of this AI service, as `vertex-ai`. */
      service?: string;
      /** What the model makes. */
      kind?: "messages" | "embeddings" | "images" | "speech" | "transcriptions" | "rankings";
      /** false = also models of services that the workspace has no provider for. */
      connected?: "true" | "false";
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        /** As requests to the service name it. */
        id: string;
        object: "model";
        name: string;
        /** Id of the AI service, as `vertex-ai`. */
        service: string;
        service_name: string;
        kind: "messages" | "embeddings" | "images" | "speech" | "transcriptions" | "rankings";
        also_known_as: readonly (string)[];
        /** Tokens. */
        context_window: number | null;
        max_output_tokens: number | null;
        /** What it reads; empty = not known. */
        modalities: readonly (string)[];
        /** Empty = not known. */
        capabilities: readonly (string)[];
        /** As `2026-11-30`; null = none is announced. */
        deprecation_date: string | null;
        /** Published ones; empty = none, so requests are unpriced. */
        prices: readonly ({
          /** What is billed, as `input_tokens`, `cache_read_tokens`, `images_hd_1024x1024`. */
          meter: string;
          /** US cents for one unit. */
          price: number;
          /** Where the whole request costs more above a number of input tokens, cached or not. */
          above: {
            input_tokens: number;
            price: number;
          } | null;
        })[];
        /** Published lists that have this price; empty = a source of its own (docs/reference/prices.md), or none. */
        price_sources: readonly (string)[];
        /** Lists that have another price for tokens of input and output. */
        other_prices: readonly ({
          source: string;
          prices: readonly ({
            /** What is billed, as `input_tokens`, `cache_read_tokens`, `images_hd_1024x1024`. */
            meter: string;
            /** US cents for one unit. */
            price: number;
            /** Where the whole request costs more above a number of input tokens, cached or not. */
            above: {
              input_tokens: number;
              price: number;
            } | null;
          })[];
        })[];
        /** Terms of service that change the token prices. */
        adjustments: readonly ({
          label: string;
          /** Of the token prices; null = no price is published. */
          percent: number | null;
        })[];
        /** By the providers of the workspace; empty = not connected. */
        offers: readonly ({
          /** Slug. */
          provider: string;
          provider_name: string;
          /** What a request names, as `@slug/model`. */
          model: string;
          /** false = the integration refuses it. */
          enabled: boolean;
          /** Of the integration’s own; null = the published ones. */
          prices: readonly ({
            /** What is billed, as `input_tokens`, `cache_read_tokens`, `images_hd_1024x1024`. */
            meter: string;
            /** US cents for one unit. */
            price: number;
            /** Where the whole request costs more above a number of input tokens, cached or not. */
            above: {
              input_tokens: number;
              price: number;
            } | null;
          })[] | null;
        })[];
      })[];
    };
  };
  'GET /notifications': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "notification";
        kind: "budget.threshold_passed" | "api_key.issued" | "api_key.rotated" | "api_key.rotation_due" | "api_key.former_text_ends" | "api_key.expires" | "api_key.expired";
        workspace_id: string | null;
        owner_kind: string;
        owner_name: string;
        /** Of a budget; null = of a key. */
        type: "cost" | "tokens" | "requests" | null;
        credit_limit: number | null;
        /** When the threshold was passed. */
        current_usage: number | null;
        /** `amount`: the limit’s own `alert_threshold`. */
        threshold_kind: "percent" | "amount" | null;
        threshold: number | null;
        window_started_at: string | null;
        next_usage_reset_at: string | null;
        /** Of a key, when it happens; of a rotation, when the former text ends; null = of a budget. */
        at: string | null;
        text: string;
        created_at: string;
        deliveries: readonly ({
          medium: "email" | "slack" | "webhook";
          /** The address, or the name of the channel. */
          target: string;
          status: "pending" | "sent" | "failed" | "dropped";
          attempts: number;
          next_attempt_at: string | null;
          last_error: string | null;
          sent_at: string | null;
        })[];
      })[];
    };
  };
  'GET /notifications/channels': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "notification-channel";
        /** `slack`: any service that takes Slack’s incoming webhooks; `webhook`: signed JSON. */
        kind: "slack" | "webhook";
        name: string;
        /** Of the URL. */
        host: string;
        /** What a webhook is signed with. Shown once: when it is made; null otherwise. */
        secret: string | null;
        created_at: string;
        last_updated_at: string;
      })[];
    };
  };
  'POST /notifications/channels': {
    input: {
      /** `slack`: any service that takes Slack’s incoming webhooks; `webhook`: signed JSON. */
      kind: "slack" | "webhook";
      name: string;
      /** Never shown again: a Slack URL is a secret. */
      url: string;
    };
    output: {
      id: string;
      object: "notification-channel";
      /** `slack`: any service that takes Slack’s incoming webhooks; `webhook`: signed JSON. */
      kind: "slack" | "webhook";
      name: string;
      /** Of the URL. */
      host: string;
      /** What a webhook is signed with. Shown once: when it is made; null otherwise. */
      secret: string | null;
      created_at: string;
      last_updated_at: string;
    };
  };
  'PUT /notifications/channels/{id}': {
    input: {
      id: string;
      name?: string;
      /** Never shown again: a Slack URL is a secret. */
      url?: string;
      /** true = a new secret, shown in this answer. */
      rotate_secret?: boolean;
    };
    output: {
      id: string;
      object: "notification-channel";
      /** `slack`: any service that takes Slack’s incoming webhooks; `webhook`: signed JSON. */
      kind: "slack" | "webhook";
      name: string;
      /** Of the URL. */
      host: string;
      /** What a webhook is signed with. Shown once: when it is made; null otherwise. */
      secret: string | null;
      created_at: string;
      last_updated_at: string;
    };
  };
  'DELETE /notifications/channels/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /notifications/channels/{id}/test': {
    input: {
      id: string;
    };
    output: {
      sent: boolean;
      /** Why the message was not taken; null = it was. */
      problem: string | null;
    };
  };
  'GET /organizations/spend_limits': {
    input: {
      limit?: number;
      after_id?: string;
      before_id?: string;
      scope_type?: "user" | "rbac_group" | "organization";
      beta?: string;
    };
    output: {
      data: readonly ({
        type: "spend_limit";
        id: string;
        scope: {
          type: "user";
          user_id: string;
        } | {
          type: "rbac_group";
          rbac_group_id: string;
        } | {
          type: "organization";
        };
        amount: string | null;
        currency: "USD";
        is_enabled: true;
        period: "daily" | "weekly" | "monthly";
        created_at: string;
        updated_at: string;
      })[];
      has_more: boolean;
      first_id: string | null;
      last_id: string | null;
    };
  };
  'POST /organizations/spend_limits': {
    input: {
      scope: {
        /** Of a group or the organisation it is what each person may spend, and no sum that they share. */
        type: "user" | "rbac_group" | "organization";
        /** The id of the person here, or the subject by which a directory knows them. */
        user_id?: string;
        /** The name of a group of the directory, in any case. */
        rbac_group_id?: string;
      };
      /** Cents of US dollars, as text; null = no limit, also where a wider one would hold. */
      amount: string | null;
      period?: "daily" | "weekly" | "monthly";
      currency?: "USD";
      beta?: string;
    };
    output: {
      type: "spend_limit";
      id: string;
      scope: {
        type: "user";
        user_id: string;
      } | {
        type: "rbac_group";
        rbac_group_id: string;
      } | {
        type: "organization";
      };
      amount: string | null;
      currency: "USD";
      is_enabled: true;
      period: "daily" | "weekly" | "monthly";
      created_at: string;
      updated_at: string;
    };
  };
  'GET /organizations/spend_limits/audit': {
    input: {
      limit?: number;
      after_id?: string;
      beta?: string;
    };
    output: {
      data: readonly ({
        type: "spend_limit_event";
        id: string;
        action: "create" | "update" | "delete";
        /** `admin-key:` and the id of a key, or `user:` and the id of a person. */
        actor: string;
        created_at: string;
        spend_limit_id: string;
        before: {
          type: "spend_limit";
          id: string;
          scope: {
            type: "user";
            user_id: string;
          } | {
            type: "rbac_group";
            rbac_group_id: string;
          } | {
            type: "organization";
          };
          amount: string | null;
          currency: "USD";
          is_enabled: true;
          period: "daily" | "weekly" | "monthly";
          created_at: string;
          updated_at: string;
        } | null;
        after: {
          type: "spend_limit";
          id: string;
          scope: {
            type: "user";
            user_id: string;
          } | {
            type: "rbac_group";
            rbac_group_id: string;
          } | {
            type: "organization";
          };
          amount: string | null;
          currency: "USD";
          is_enabled: true;
          period: "daily" | "weekly" | "monthly";
          created_at: string;
          updated_at: string;
        } | null;
      })[];
      has_more: boolean;
    };
  };
  'GET /organizations/spend_limits/effective': {
    input: {
      limit?: number;
      page?: string;
      "user_ids[]"?: readonly (string)[];
      "period[]"?: readonly ("daily" | "weekly" | "monthly")[];
      /** Takes exactly one `period[]`. */
      sort?: "spend_desc";
      /** Part of the id, the e-mail address or the name, in any case. */
      q?: string;
      beta?: string;
    };
    output: {
      data: readonly ({
        type: "spend_summary";
        scope: {
          type: "user";
          user_id: string;
        };
        actor: {
          type: "user_actor";
          user_id: string;
          name: string | null;
          email_address: string;
          deleted: boolean;
        };
        /** Of the person, of those that have a limit. */
        groups: readonly (string)[];
        amount: string | null;
        currency: "USD";
        period: "daily" | "weekly" | "monthly";
        /** Whose limit holds; null = none. */
        source: {
          type: "user";
          user_id: string;
        } | {
          type: "rbac_group";
          rbac_group_id: string;
        } | {
          type: "organization";
        } | null;
        spend_limit_id: string | null;
        /** Cents, with a fraction where there is one. */
        period_to_date_spend: string;
      })[];
      next_page: string | null;
    };
  };
  'GET /organizations/spend_limits/{id}': {
    input: {
      id: string;
      beta?: string;
    };
    output: {
      type: "spend_limit";
      id: string;
      scope: {
        type: "user";
        user_id: string;
      } | {
        type: "rbac_group";
        rbac_group_id: string;
      } | {
        type: "organization";
      };
      amount: string | null;
      currency: "USD";
      is_enabled: true;
      period: "daily" | "weekly" | "monthly";
      created_at: string;
      updated_at: string;
    };
  };
  'DELETE /organizations/spend_limits/{id}': {
    input: {
      id: string;
      beta?: string;
    };
    output: {
      type: "spend_limit_deleted";
      id: string;
    };
  };
  'POST /policies/preview': {
    input: {
      /** As `POST /v1/policies/usage-limits` takes it. */
      usage_limits?: {
        name?: string | null;
        description?: string | null;
        /** All must be met. */
        conditions: readonly ({
          key: string;
          /** Any of them. `*` stands for any text, as in `@anthropic/*`. */
          value: string | readonly (string)[];
          /** true = the condition is met by every other value. */
          excludes?: boolean | null;
        })[];
        /** Each combination of their values counts by itself. Empty = all together. */
        group_by: readonly ({
          key: string;
        })[];
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        credit_limit: number;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
        /** Id or slug. Only organisation keys choose; absent means the default workspace. */
        workspace_id?: string | null;
        organisation_id?: string | null;
      };
      /** As `POST /v1/policies/rate-limits` takes it. */
      rate_limits?: {
        name?: string | null;
        description?: string | null;
        /** All must be met. */
        conditions: readonly ({
          key: string;
          /** Any of them. `*` stands for any text, as in `@anthropic/*`. */
          value: string | readonly (string)[];
          /** true = the condition is met by every other value. */
          excludes?: boolean | null;
        })[];
        /** Each combination of their values counts by itself. Empty = all together. */
        group_by: readonly ({
          key: string;
        })[];
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        /** Policies of MCP tools are not supported. */
        target?: "llm";
        /** Id or slug. Only organisation keys choose; absent means the default workspace. */
        workspace_id?: string | null;
        organisation_id?: string | null;
      };
    };
    output: {
      object: "limit-preview";
      from: string;
      to: string;
      /** Times are right to this; requests within a step are taken as equal. */
      step_ms: number;
      /** False where the log has more than could be looked at: its beginning was. */
      is_whole: boolean;
      limits: readonly ({
        /** The last two are the parts of a velocity limit, each tried by itself. */
        type: "cost" | "tokens" | "requests" | "usd_per_minute" | "concurrent_subagents";
        /** Of a rate; null = no rate. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw" | null;
        /** Of a velocity limit; null = no velocity limit. */
        per: "session" | "key" | null;
        limit: number;
        /** That the limit would have counted. */
        requests: number;
        blocked_requests: number;
        /** What would have been counted apart. */
        entities: number;
        /** Those with the most blocked requests first, at most 100. */
        blocked: readonly ({
          /** What the limit counts together: of a policy its value key, of a velocity limit the session or the key; empty = all. */
          value: string;
          /** The id of the user, or of the key where nobody owns it. */
          sender: string;
          requests: number;
          first_at: string;
          last_at: string;
        })[];
      })[];
    };
  };
  'POST /policies/rate-limits': {
    input: {
      name?: string | null;
      description?: string | null;
      /** All must be met. */
      conditions: readonly ({
        key: string;
        /** Any of them. `*` stands for any text, as in `@anthropic/*`. */
        value: string | readonly (string)[];
        /** true = the condition is met by every other value. */
        excludes?: boolean | null;
      })[];
      /** Each combination of their values counts by itself. Empty = all together. */
      group_by: readonly ({
        key: string;
      })[];
      type: "requests" | "tokens";
      /** A second, minute, hour, day or week. */
      unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
      value: number;
      /** Of `tokens`: which kinds count. Null or absent = all. */
      tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      /** Policies of MCP tools are not supported. */
      target?: "llm";
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      organisation_id?: string | null;
    };
    output: {
      id: string;
      object: string;
    };
  };
  'GET /policies/rate-limits': {
    input: {
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      status?: "active" | "archived";
      type?: "cost" | "tokens" | "requests";
      /** A second, minute, hour, day or week. */
      unit?: "rps" | "rpm" | "rph" | "rpd" | "rpw";
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: string;
        name: string | null;
        description: string | null;
        conditions: readonly ({
          key: string;
          value: string | readonly (string)[];
          excludes: boolean;
        })[];
        group_by: readonly ({
          key: string;
        })[];
        status: "active" | "archived";
        /** null = of every workspace. */
        workspace_id: string | null;
        organisation_id: string;
        created_at: string;
        last_updated_at: string;
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        target: "llm";
      })[];
    };
  };
  'GET /policies/rate-limits/{id}': {
    input: {
      id: string;
      status?: "active" | "archived";
    };
    output: {
      id: string;
      object: string;
      name: string | null;
      description: string | null;
      conditions: readonly ({
        key: string;
        value: string | readonly (string)[];
        excludes: boolean;
      })[];
      group_by: readonly ({
        key: string;
      })[];
      status: "active" | "archived";
      /** null = of every workspace. */
      workspace_id: string | null;
      organisation_id: string;
      created_at: string;
      last_updated_at: string;
      type: "requests" | "tokens";
      /** A second, minute, hour, day or week. */
      unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
      /** In any stretch of that length; 0 lets nothing pass. */
      value: number;
      /** Of `tokens`: which kinds count. Null or absent = all. */
      tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      target: "llm";
    };
  };
  'PUT /policies/rate-limits/{id}': {
    input: {
      id: string;
      name?: string | null;
      description?: string | null;
      /** All must be met. */
      conditions?: readonly ({
        key: string;
        /** Any of them. `*` stands for any text, as in `@anthropic/*`. */
        value: string | readonly (string)[];
        /** true = the condition is met by every other value. */
        excludes?: boolean | null;
      })[];
      /** Each combination of their values counts by itself. Empty = all together. */
      group_by?: readonly ({
        key: string;
      })[];
      /** A second, minute, hour, day or week. */
      unit?: "rps" | "rpm" | "rph" | "rpd" | "rpw";
      value?: number;
      /** Of `tokens`: which kinds count. Null or absent = all. */
      tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /policies/rate-limits/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /policies/rate-limits/{id}/entities': {
    input: {
      id: string;
      status?: "active" | "exhausted";
      search?: string;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        /** As `metadata._user:alice`; empty where all count together. */
        value_key: string;
        current_usage: number;
        held_usage: number;
        status: "active" | "exhausted";
      })[];
    };
  };
  'PUT /policies/rate-limits/{id}/entities/{entity_id}/reset': {
    input: {
      id: string;
      entity_id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /policies/usage-limits': {
    input: {
      name?: string | null;
      description?: string | null;
      /** All must be met. */
      conditions: readonly ({
        key: string;
        /** Any of them. `*` stands for any text, as in `@anthropic/*`. */
        value: string | readonly (string)[];
        /** true = the condition is met by every other value. */
        excludes?: boolean | null;
      })[];
      /** Each combination of their values counts by itself. Empty = all together. */
      group_by: readonly ({
        key: string;
      })[];
      /** What is counted. */
      type?: "cost" | "tokens" | "requests";
      credit_limit: number;
      /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
      alert_threshold?: number | null;
      /** null = never. */
      periodic_reset?: "daily" | "weekly" | "monthly" | null;
      /** In place of `periodic_reset`. */
      periodic_reset_days?: number | null;
      /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
      next_usage_reset_at?: string | null;
      /** true = warn only: a request that passes the limit is served. */
      soft?: boolean | null;
      /** Read only: it may be sent back, and changes nothing. */
      current_usage?: unknown;
      /** Read only: it may be sent back, and changes nothing. */
      held_usage?: unknown;
      /** Read only: it may be sent back, and changes nothing. */
      status?: unknown;
      /** Read only: it may be sent back, and changes nothing. */
      is_threshold_alerts_sent?: unknown;
      /** Read only: it may be sent back, and changes nothing. */
      is_exhausted_alerts_sent?: unknown;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      organisation_id?: string | null;
    };
    output: {
      id: string;
      object: string;
    };
  };
  'GET /policies/usage-limits': {
    input: {
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      status?: "active" | "archived";
      type?: "cost" | "tokens" | "requests";
      /** A second, minute, hour, day or week. */
      unit?: "rps" | "rpm" | "rph" | "rpd" | "rpw";
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: string;
        name: string | null;
        description: string | null;
        conditions: readonly ({
          key: string;
          value: string | readonly (string)[];
          excludes: boolean;
        })[];
        group_by: readonly ({
          key: string;
        })[];
        status: "active" | "archived";
        /** null = of every workspace. */
        workspace_id: string | null;
        organisation_id: string;
        created_at: string;
        last_updated_at: string;
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** By its period; null = not yet. */
        last_reset_at: string | null;
        soft: boolean;
        value_key_usage_map?: Readonly<Record<string, {
          current_usage: number;
          status: "active" | "exhausted";
          is_threshold_alerts_sent: boolean;
          is_exhausted_alerts_sent: boolean;
        }>>;
      })[];
    };
  };
  'GET /policies/usage-limits/{id}': {
    input: {
      id: string;
      status?: "active" | "archived";
      include_usage?: "true" | "false";
    };
    output: {
      id: string;
      object: string;
      name: string | null;
      description: string | null;
      conditions: readonly ({
        key: string;
        value: string | readonly (string)[];
        excludes: boolean;
      })[];
      group_by: readonly ({
        key: string;
      })[];
      status: "active" | "archived";
      /** null = of every workspace. */
      workspace_id: string | null;
      organisation_id: string;
      created_at: string;
      last_updated_at: string;
      type: "cost" | "tokens" | "requests";
      credit_limit: number;
      alert_threshold: number | null;
      periodic_reset: "daily" | "weekly" | "monthly" | null;
      periodic_reset_days: number | null;
      next_usage_reset_at: string | null;
      /** By its period; null = not yet. */
      last_reset_at: string | null;
      soft: boolean;
      value_key_usage_map?: Readonly<Record<string, {
        current_usage: number;
        status: "active" | "exhausted";
        is_threshold_alerts_sent: boolean;
        is_exhausted_alerts_sent: boolean;
      }>>;
    };
  };
  'PUT /policies/usage-limits/{id}': {
    input: {
      id: string;
      name?: string | null;
      description?: string | null;
      /** All must be met. */
      conditions?: readonly ({
        key: string;
        /** Any of them. `*` stands for any text, as in `@anthropic/*`. */
        value: string | readonly (string)[];
        /** true = the condition is met by every other value. */
        excludes?: boolean | null;
      })[];
      /** Each combination of their values counts by itself. Empty = all together. */
      group_by?: readonly ({
        key: string;
      })[];
      credit_limit?: number;
      /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
      alert_threshold?: number | null;
      /** null = never. */
      periodic_reset?: "daily" | "weekly" | "monthly" | null;
      /** In place of `periodic_reset`. */
      periodic_reset_days?: number | null;
      /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
      next_usage_reset_at?: string | null;
      /** true = warn only: a request that passes the limit is served. */
      soft?: boolean | null;
      /** Read only: it may be sent back, and changes nothing. */
      current_usage?: unknown;
      /** Read only: it may be sent back, and changes nothing. */
      held_usage?: unknown;
      /** Read only: it may be sent back, and changes nothing. */
      status?: unknown;
      /** Read only: it may be sent back, and changes nothing. */
      is_threshold_alerts_sent?: unknown;
      /** Read only: it may be sent back, and changes nothing. */
      is_exhausted_alerts_sent?: unknown;
      /** A value key, as `metadata._user:alice`: what it spent in the running period counts as 0. */
      reset_usage_for_value?: string | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /policies/usage-limits/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /policies/usage-limits/{id}/entities': {
    input: {
      id: string;
      status?: "active" | "exhausted";
      search?: string;
      current_page?: number;
      page_size?: number;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        /** As `metadata._user:alice`; empty where all count together. */
        value_key: string;
        current_usage: number;
        held_usage: number;
        status: "active" | "exhausted";
      })[];
    };
  };
  'PUT /policies/usage-limits/{id}/entities/{entity_id}/reset': {
    input: {
      id: string;
      entity_id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /providers': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "provider";
        slug: string;
        name: string;
        note: string | null;
        integration_id: string;
        workspace_id: string;
        status: "active" | "exhausted" | "expired";
        /** A list where there are several. */
        usage_limits: {
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        } | readonly ({
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        })[] | null;
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
        /** Absent = none. */
        velocity_limits?: readonly ({
          per: "session" | "key";
          usd_per_minute: number | null;
          concurrent_subagents: number | null;
        })[] | null;
        reset_usage: null;
        expires_at: string | null;
        created_at: string;
        last_updated_at: string;
      })[];
    };
  };
  'POST /providers': {
    input: {
      name: string;
      /** Id or slug of the integration. */
      integration_id: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** 1 to 64 letters, digits, "_" or "-". Derived from the name when absent. */
      slug?: string;
      note?: string | null;
      expires_at?: string | null;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
    };
    output: {
      id: string;
      slug: string;
    };
  };
  'GET /providers/{slug}': {
    input: {
      /** Slug (without `@`) or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      id: string;
      object: "provider";
      slug: string;
      name: string;
      note: string | null;
      integration_id: string;
      workspace_id: string;
      status: "active" | "exhausted" | "expired";
      /** A list where there are several. */
      usage_limits: {
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      } | readonly ({
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      })[] | null;
      rate_limits: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** Absent = none. */
      velocity_limits?: readonly ({
        per: "session" | "key";
        usd_per_minute: number | null;
        concurrent_subagents: number | null;
      })[] | null;
      reset_usage: null;
      expires_at: string | null;
      created_at: string;
      last_updated_at: string;
    };
  };
  'PUT /providers/{slug}': {
    input: {
      /** Slug (without `@`) or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      name?: string;
      note?: string | null;
      /** null = never. */
      expires_at?: string | null;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
      /** true = what was spent in the running periods counts as 0. */
      reset_usage?: boolean | null;
    };
    output: {
      id: string;
      slug: string;
    };
  };
  'DELETE /providers/{slug}': {
    input: {
      /** Slug (without `@`) or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /providers/{slug}/test': {
    input: {
      /** Slug (without `@`) or id. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      /** Asked for a few tokens. Without it the list of models is asked for, which is free. */
      model?: string | null;
    };
    output: {
      object: "provider_test";
      ok: boolean;
      tried: "model" | "list";
      model: string | null;
      /** Of the upstream; null = it gave none. */
      status: number | null;
      latency_ms: number;
      error: {
        code: string;
        message: string;
        fix: string;
      } | null;
    };
  };
  'GET /scim/groups': {
    input: {
      search?: string;
    };
    output: {
      groups: readonly ({
        id: string;
        display_name: string;
        members: number;
      })[];
      total_count: number;
    };
  };
  'GET /scim/workspaces': {
    input: {
      workspace_id?: string;
      scim_group_id?: string;
      role?: "admin" | "manager" | "member";
    };
    output: {
      mappings: readonly ({
        id: string;
        workspace_id: string;
        scim_group: string;
        scim_group_id: string;
        role: "admin" | "manager" | "member";
      })[];
      total_count: number;
    };
  };
  'POST /scim/workspaces': {
    input: {
      /** Id or slug. */
      workspace_id: string;
      role: "admin" | "manager" | "member";
      scim_group_id?: string;
      /** In place of the id. A group that is not here yet is expected under this name. */
      scim_group_name?: string;
    };
    output: {
      id: string;
      workspace_id: string;
      scim_group: string;
      scim_group_id: string;
      role: "admin" | "manager" | "member";
    };
  };
  'DELETE /scim/workspaces/{id}': {
    input: {
      id: string;
    };
    output: {
      success: boolean;
    };
  };
  'GET /secret-references': {
    input: {
      current_page?: number;
      page_size?: number;
      /** AWS Secrets Manager, Azure Key Vault, HashiCorp Vault; `file` and `env` as the operator allows. */
      manager_type?: "aws_sm" | "azure_kv" | "hashicorp_vault" | "file" | "env";
      search?: string;
      /** As `stage:production`; several with commas between. */
      tags?: string;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        name: string;
        slug: string;
        /** AWS Secrets Manager, Azure Key Vault, HashiCorp Vault; `file` and `env` as the operator allows. */
        manager_type: "aws_sm" | "azure_kv" | "hashicorp_vault" | "file" | "env";
        status: "ACTIVE";
        created_at: string;
        last_updated_at: string;
        object: "secret-reference";
      })[];
    };
  };
  'POST /secret-references': {
    input: {
      organisation_id?: string;
      name: string;
      /** 1 to 64 letters, digits, "_" or "-". Derived from the name when absent. */
      slug?: string;
      description?: string | null;
      /** AWS Secrets Manager, Azure Key Vault, HashiCorp Vault; `file` and `env` as the operator allows. */
      manager_type: "aws_sm" | "azure_kv" | "hashicorp_vault" | "file" | "env";
      /** How the manager is asked; secret fields come back as `masked_…`. */
      auth_config?: Readonly<Record<string, unknown>>;
      secret_path: string;
      secret_key?: string | null;
      allow_all_workspaces?: boolean;
      allowed_workspaces?: readonly (string)[];
      tags?: Readonly<Record<string, string>> | null;
    };
    output: {
      id: string;
      slug: string;
      object: "secret-reference";
    };
  };
  'GET /secret-references/{secretReferenceId}': {
    input: {
      /** Id or slug. */
      secretReferenceId: string;
    };
    output: {
      id: string;
      name: string;
      slug: string;
      /** AWS Secrets Manager, Azure Key Vault, HashiCorp Vault; `file` and `env` as the operator allows. */
      manager_type: "aws_sm" | "azure_kv" | "hashicorp_vault" | "file" | "env";
      status: "ACTIVE";
      created_at: string;
      last_updated_at: string;
      object: "secret-reference";
      organisation_id: string;
      description: string | null;
      secret_path: string;
      secret_key: string | null;
      allow_all_workspaces: boolean;
      allowed_workspaces: readonly (string)[];
      tags: Readonly<Record<string, string>>;
      created_by: string;
      /** How the manager is asked; secret fields come back as `masked_…`. */
      auth_config: Readonly<Record<string, unknown>>;
      /** Slugs of the integrations that use it. */
      used_by: readonly (string)[];
    };
  };
  'PUT /secret-references/{secretReferenceId}': {
    input: {
      /** Id or slug. */
      secretReferenceId: string;
      name?: string;
      description?: string | null;
      /** How the manager is asked; secret fields come back as `masked_…`. */
      auth_config?: Readonly<Record<string, unknown>>;
      secret_path?: string;
      secret_key?: string | null;
      allow_all_workspaces?: boolean;
      allowed_workspaces?: readonly (string)[];
      tags?: Readonly<Record<string, string>>;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /secret-references/{secretReferenceId}': {
    input: {
      /** Id or slug. */
      secretReferenceId: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'POST /secret-references/{secretReferenceId}/test': {
    input: {
      /** Id or slug. */
      secretReferenceId: string;
    };
    output: {
      ok: boolean;
      /** Why there is no value; null = there is one. */
      problem: string | null;
      fix: string | null;
      /** Names of the members, where the secret has some. Never their values. */
      keys: readonly (string)[];
    };
  };
  'POST /stops': {
    input: {
      /** `agent`: one subagent of a session. */
      kind: "session" | "agent" | "api_key";
      /** As `X-Claude-Code-Session-Id`; for `session` and `agent`. */
      session_id?: string | null;
      /** As `X-Claude-Code-Agent-Id`; for `agent`. */
      agent_id?: string | null;
      /** For `api_key`: its id. */
      api_key_id?: string | null;
      /** Is told to whoever is stopped. */
      reason?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      id: string;
      object: "stop";
      kind: "session" | "agent" | "api_key";
      session_id: string | null;
      agent_id: string | null;
      api_key_id: string | null;
      reason: string | null;
      /** Whose requests are refused; null = of every workspace. */
      workspace_id: string | null;
      created_by: string;
      created_at: string;
    };
  };
  'GET /stops': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        id: string;
        object: "stop";
        kind: "session" | "agent" | "api_key";
        session_id: string | null;
        agent_id: string | null;
        api_key_id: string | null;
        reason: string | null;
        /** Whose requests are refused; null = of every workspace. */
        workspace_id: string | null;
        created_by: string;
        created_at: string;
      })[];
    };
  };
  'DELETE /stops/{id}': {
    input: {
      id: string;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /virtual-keys': {
    input: {
      current_page?: number;
      page_size?: number;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "list";
      total: number;
      data: readonly ({
        object: "virtual-key";
        name: string;
        note: string | null;
        slug: string;
        /** A list where there are several. */
        usage_limits: {
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        } | readonly ({
          type: "cost" | "tokens" | "requests";
          credit_limit: number;
          alert_threshold: number | null;
          periodic_reset: "daily" | "weekly" | "monthly" | null;
          periodic_reset_days: number | null;
          next_usage_reset_at: string | null;
          /** Spent in the running period, in the limit’s unit. */
          current_usage: number;
          /** Held for requests that are running. */
          held_usage: number;
          /** It warns only. */
          soft: boolean;
          status: "active" | "exhausted";
          /** In the running period, for `alert_threshold`. */
          is_threshold_alerts_sent: boolean;
          /** In the running period: that all of it is spent. */
          is_exhausted_alerts_sent: boolean;
        })[] | null;
        rate_limits: readonly ({
          type: "requests" | "tokens";
          /** A second, minute, hour, day or week. */
          unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
          /** In any stretch of that length; 0 lets nothing pass. */
          value: number;
          /** Of `tokens`: which kinds count. Null or absent = all. */
          tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
        })[] | null;
        /** Absent = none. */
        velocity_limits?: readonly ({
          per: "session" | "key";
          usd_per_minute: number | null;
          concurrent_subagents: number | null;
        })[] | null;
        status: "active" | "exhausted" | "expired";
        reset_usage: null;
        /** The service’s fields; secrets do not come back. */
        model_config: Readonly<Record<string, unknown>>;
        secret_mappings: readonly ({
          /** `key`, or `configurations.<name>`. */
          target_field: string;
          /** Id or slug. */
          secret_reference_id: string;
          secret_key?: string | null;
          value_format?: "string" | "json" | null;
        })[];
        expires_at: string | null;
        created_at: string;
      })[];
    };
  };
  'POST /virtual-keys': {
    input: {
      name: string;
      /** The AI service, as `vertex-ai`. */
      provider: string;
      key?: string | null;
      note?: string | null;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      expires_at?: string | null;
      deploymentConfig?: readonly ({
        apiVersion: string;
        deploymentName: string;
        alias?: string | null;
        is_default?: boolean | null;
      })[] | null;
      secret_mappings?: readonly ({
        /** `key`, or `configurations.<name>`. */
        target_field: string;
        /** Id or slug. */
        secret_reference_id: string;
        secret_key?: string | null;
        value_format?: "string" | "json" | null;
      })[] | null;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
    };
    output: {
      success: true;
      data: {
        slug: string;
      };
    };
  };
  'GET /virtual-keys/{slug}': {
    input: {
      /** Of the provider, with or without `@`. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: {
      object: "virtual-key";
      name: string;
      note: string | null;
      slug: string;
      /** A list where there are several. */
      usage_limits: {
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      } | readonly ({
        type: "cost" | "tokens" | "requests";
        credit_limit: number;
        alert_threshold: number | null;
        periodic_reset: "daily" | "weekly" | "monthly" | null;
        periodic_reset_days: number | null;
        next_usage_reset_at: string | null;
        /** Spent in the running period, in the limit’s unit. */
        current_usage: number;
        /** Held for requests that are running. */
        held_usage: number;
        /** It warns only. */
        soft: boolean;
        status: "active" | "exhausted";
        /** In the running period, for `alert_threshold`. */
        is_threshold_alerts_sent: boolean;
        /** In the running period: that all of it is spent. */
        is_exhausted_alerts_sent: boolean;
      })[] | null;
      rate_limits: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** Absent = none. */
      velocity_limits?: readonly ({
        per: "session" | "key";
        usd_per_minute: number | null;
        concurrent_subagents: number | null;
      })[] | null;
      status: "active" | "exhausted" | "expired";
      reset_usage: null;
      /** The service’s fields; secrets do not come back. */
      model_config: Readonly<Record<string, unknown>>;
      secret_mappings: readonly ({
        /** `key`, or `configurations.<name>`. */
        target_field: string;
        /** Id or slug. */
        secret_reference_id: string;
        secret_key?: string | null;
        value_format?: "string" | "json" | null;
      })[];
      expires_at: string | null;
      created_at: string;
    };
  };
  'PUT /virtual-keys/{slug}': {
    input: {
      /** Of the provider, with or without `@`. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
      name?: string;
      key?: string | null;
      note?: string | null;
      expires_at?: string | null;
      deploymentConfig?: readonly ({
        apiVersion: string;
        deploymentName: string;
        alias?: string | null;
        is_default?: boolean | null;
      })[] | null;
      /** In place of all stored ones. */
      secret_mappings?: readonly ({
        /** `key`, or `configurations.<name>`. */
        target_field: string;
        /** Id or slug. */
        secret_reference_id: string;
        secret_key?: string | null;
        value_format?: "string" | "json" | null;
      })[] | null;
      /** One for each type; null = none. */
      usage_limits?: {
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      } | readonly ({
        /** What is counted. */
        type?: "cost" | "tokens" | "requests";
        /** US dollars, tokens or requests; null = no limit. */
        credit_limit?: number | null;
        /** In the same unit, below the limit. Who is told when it is passed: docs/reference/budgets.md. */
        alert_threshold?: number | null;
        /** null = never. */
        periodic_reset?: "daily" | "weekly" | "monthly" | null;
        /** In place of `periodic_reset`. */
        periodic_reset_days?: number | null;
        /** With `periodic_reset_days`: the days count from here. Otherwise only as it is shown. */
        next_usage_reset_at?: string | null;
        /** true = warn only: a request that passes the limit is served. */
        soft?: boolean | null;
        /** Read only: it may be sent back, and changes nothing. */
        current_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        held_usage?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        status?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_threshold_alerts_sent?: unknown;
        /** Read only: it may be sent back, and changes nothing. */
        is_exhausted_alerts_sent?: unknown;
      })[] | null;
      /** Null or empty = none. */
      rate_limits?: readonly ({
        type: "requests" | "tokens";
        /** A second, minute, hour, day or week. */
        unit: "rps" | "rpm" | "rph" | "rpd" | "rpw";
        /** In any stretch of that length; 0 lets nothing pass. */
        value: number;
        /** Of `tokens`: which kinds count. Null or absent = all. */
        tokens_counted?: readonly ("uncached_input" | "cache_write" | "cache_read" | "output")[] | null;
      })[] | null;
      /** How fast each session or key may go: of keys, users, workspaces and the organisation. */
      velocity_limits?: readonly ({
        /** Each session by itself, or all requests of a key together. */
        per: "session" | "key";
        /** In any minute; null = no limit. */
        usd_per_minute?: number | null;
        /** Subagents of Claude Code alive at a time; null = no limit. */
        concurrent_subagents?: number | null;
      })[] | null;
      /** true = what was spent in the running periods counts as 0. */
      reset_usage?: boolean | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'DELETE /virtual-keys/{slug}': {
    input: {
      /** Of the provider, with or without `@`. */
      slug: string;
      /** Id or slug. Only organisation keys choose; absent means the default workspace. */
      workspace_id?: string | null;
    };
    output: Readonly<Record<string, unknown>>;
  };
  'GET /workspace-exclusions/input-guardrails': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      /** Ids of workspaces. */
      excluded: readonly (string)[];
    };
  };
  'PUT /workspace-exclusions/input-guardrails': {
    input: {
      /** Workspaces, by id or slug. */
      excluded: readonly (string)[];
      /** true = in place of those that are excluded already; else they are added. */
      override_existing?: boolean;
    };
    output: {
      object: "list";
      total: number;
      /** Ids of workspaces. */
      excluded: readonly (string)[];
    };
  };
  'GET /workspace-exclusions/output-guardrails': {
    input: Readonly<Record<string, unknown>>;
    output: {
      object: "list";
      total: number;
      /** Ids of workspaces. */
      excluded: readonly (string)[];
    };
  };
  'PUT /workspace-exclusions/output-guardrails': {
    input: {
      /** Workspaces, by id or slug. */
      excluded: readonly (string)[];
      /** true = in place of those that are excluded already; else they are added. */
      override_existing?: boolean;
    };
    output: {
      object: "list";
      total: number;
      /** Ids of workspaces. */
      excluded: readonly (string)[];
    };
  };
}
