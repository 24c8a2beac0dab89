/** Files that samples and their labels come in, for the file picker. */
export const ACCEPT = ".zip,.csv,.json,.xml,.txt,.yaml,.names,.jpg,.jpeg,.png,.webp,.bmp,.gif,.wav,.npy,.npz";
