/** @file Preprocessed pixels and sounds of the samples seen last: every later pass over them skips decoding. */

/** Pixels in bytes, sounds in float32. */
export type Crop = Uint8Array | Float32Array;

export interface CropCache<T = Crop> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, crop: T) => void;
}

/** Forgets the least recently used crops beyond `capacity` bytes. */
export function createCropCache<T extends { readonly byteLength: number } = Crop>(capacity: number): CropCache<T> {
  const crops = new Map<string, T>();
  let bytes = 0;
  const remove = (key: string) => {
    bytes -= crops.get(key)?.byteLength ?? 0;
    crops.delete(key);
  };
  return {
    get(key) {
      const crop = crops.get(key);
      if (crop === undefined) return undefined;
      crops.delete(key);
      crops.set(key, crop);
      return crop;
    },
    set(key, crop) {
      remove(key);
      if (crop.byteLength > capacity) return;
      crops.set(key, crop);
      bytes += crop.byteLength;
      for (const oldest of crops.keys()) {
        if (bytes <= capacity) return;
        remove(oldest);
      }
    },
  };
}
