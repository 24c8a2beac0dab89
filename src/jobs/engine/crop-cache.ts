/** @file Preprocessed pixels of the images seen last: every later pass over the same images skips decoding. */

export interface CropCache {
  readonly get: (key: string) => Uint8Array | undefined;
  readonly set: (key: string, crop: Uint8Array) => void;
}

/** Forgets the least recently used crops beyond `capacity` bytes. */
export function createCropCache(capacity: number): CropCache {
  const crops = new Map<string, Uint8Array>();
  let bytes = 0;
  const remove = (key: string) => {
    bytes -= crops.get(key)?.length ?? 0;
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
      if (crop.length > capacity) return;
      crops.set(key, crop);
      bytes += crop.length;
      for (const oldest of crops.keys()) {
        if (bytes <= capacity) return;
        remove(oldest);
      }
    },
  };
}
