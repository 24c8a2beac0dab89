/** Name and sign of the studio: a smooth curve and its steps. */
export function Mark({ compact = false }: { readonly compact?: boolean }) {
  return (
    <span className="mark">
      <svg viewBox="0 0 32 32" width="24" height="24" role="img" aria-label="Quantization Studio">
        <rect width="32" height="32" rx="7" fill="#1f5fd6" />
        <path d="M6 24.5C11 24.5 12 7.5 17 7.5s5 9 9 9" fill="none" stroke="#fff" strokeOpacity=".45" strokeWidth="2" />
        <path
          d="M6 24.5h4v-5.5h3v-6h3v-4.5h4v5h3v3h3"
          fill="none"
          stroke="#fff"
          strokeWidth="2.25"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      </svg>
      {!compact && <span>Quantization Studio</span>}
    </span>
  );
}
