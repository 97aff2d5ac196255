/** Branded ids and money, so that one kind of string or number cannot be passed for another. */

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** The tenant on whose behalf everything in a request happens. */
export type WorkspaceId = Branded<string, 'WorkspaceId'>;
export type OrganisationId = Branded<string, 'OrganisationId'>;
/** Lower-case hex SHA-256 of a gateway key; the key itself is never stored. */
export type KeyHash = Branded<string, 'KeyHash'>;
/** A hash over the tenant and everything else that an answer depends on: no two workspaces can share one. */
export type CacheKey = Branded<string, 'CacheKey'>;
/** Integer billionths of a US dollar. Never a float: see src/catalog/price-book.ts for how it is rounded. */
export type NanoDollars = Branded<number, 'NanoDollars'>;
