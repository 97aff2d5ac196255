export type Headers = string;
