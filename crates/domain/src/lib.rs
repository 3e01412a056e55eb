//! What is true about leads: the rules of attribution, conversations, closings and figures. No IO.
