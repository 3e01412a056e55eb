/** The mark of `public/icon.svg`, drawn in the page so that it needs no request. */
export function Logo({ size = 38 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 40 40" aria-hidden style={{ flex: 'none', display: 'block' }}>
      <rect width="40" height="40" rx="11" fill="#0e6f55" />
      <path d="M20 6.4c2.9 3.6 4.6 6 4.6 8.3a4.6 4.6 0 0 1-9.2 0c0-2.3 1.7-4.7 4.6-8.3z" fill="#fff" />
      <path d="M8.5 25.3c3.2-2.7 6.7-2.7 10.3-.3 4.1 2.7 8.3 2.9 12.7-.5" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M12 31.7c2.4-1.7 4.9-1.7 7.4-.1 2.8 1.8 5.6 1.9 8.6-.2" fill="none" stroke="#72d9b6" strokeWidth="3" strokeLinecap="round" />
    </svg>
  )
}
