/** The headers of a request as every room knows them. Lower-case names; repeated headers joined by a comma. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;
