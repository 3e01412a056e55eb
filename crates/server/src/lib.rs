//! The program `nascente`.
