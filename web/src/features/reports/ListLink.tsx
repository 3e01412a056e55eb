export { ListLink } from '@/components/ListLink'
