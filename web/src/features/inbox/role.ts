import { useRole } from '@/api/session'

/** Whether somebody answers, transfers and closes. Marketing only sees where conversations came from. */
export const useWorksConversations = () => useRole('admin', 'manager', 'agent')
