/**
 * `5511900000001` or `+5511900000001` to `+55 (11) 90000-0001`. Numbers of other countries keep
 * their digits after the plus; a masked number (with `*` or `•`) is shown as it came.
 */
export function formatPhone(phone: string): string {
  if (/[*•xX]/.test(phone)) return phone
  const digits = phone.replace(/\D/g, '')
  const brazilian = /^55(\d{2})(\d{4,5})(\d{4})$/.exec(digits)
  if (brazilian) return `+55 (${brazilian[1]}) ${brazilian[2]}-${brazilian[3]}`
  return digits === '' ? phone : `+${digits}`
}

/** What a form field was given, as digits with the country: `(11) 90000-0001` to `5511900000001`. */
export function parsePhone(typed: string): string | null {
  const digits = typed.replace(/\D/g, '')
  if (typed.trim().startsWith('+')) return digits.length >= 8 && digits.length <= 15 ? digits : null
  if (digits.length === 10 || digits.length === 11) return `55${digits}`
  if (digits.length >= 12 && digits.length <= 15) return digits
  return null
}
