//! pressfeed, the command.


fn main() {}
