/** TypeScript describes WebAssembly only together with the browser's whole DOM. This is what is used of it here. */
declare namespace WebAssembly {
  type Module = object;
  /** Throws where the bytes are no module, or need what the processor lacks. */
  const Module: new (bytes: Uint8Array) => Module;
  class Memory {
    /** In pages of 64 KiB. */
    constructor(size: { initial: number });
    /** Another one after each growth. */
    readonly buffer: ArrayBuffer;
    /** Throws a RangeError where there is no memory left. */
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports?: object);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
