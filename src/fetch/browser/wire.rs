//! DevTools messages over a pipe: JSON, each ended by a NUL (Chromium's `--remote-debugging-pipe`).

use std::io;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

/// No message is larger: a drawn page of four million characters, each of them escaped.
const MAX_MESSAGE: usize = 32 << 20;

/// One end of the pipe.
pub(super) struct Wire {
    stream: UnixStream,
    buffer: Vec<u8>,
    /// So much of the buffer has no end of a message in it.
    scanned: usize,
}

impl Wire {
    pub(super) fn new(stream: UnixStream) -> Self {
        Self { stream, buffer: Vec::new(), scanned: 0 }
    }

    /// Sends one message.
    pub(super) async fn send(&mut self, message: &Value) -> io::Result<()> {
        let mut bytes = serde_json::to_vec(message)?;
        bytes.push(0);
        self.stream.write_all(&bytes).await
    }

    /// The next message; none when the other side is gone. May be dropped at any time, nothing is lost by it.
    pub(super) async fn next(&mut self) -> io::Result<Option<Value>> {
        loop {
            if let Some(at) = self.buffer.iter().skip(self.scanned).position(|byte| *byte == 0) {
                let rest = self.buffer.split_off(self.scanned + at + 1);
                let mut message = std::mem::replace(&mut self.buffer, rest);
                message.pop();
                self.scanned = 0;
                return Ok(Some(serde_json::from_slice(&message)?));
            }
            self.scanned = self.buffer.len();
            if self.scanned > MAX_MESSAGE {
                return Err(io::Error::other("the browser sent a message without end"));
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Ok(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn messages_are_cut_at_nuls_however_they_come() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let mut wire = Wire::new(ours);
        wire.send(&json!({"id": 1})).await.unwrap();
        let mut sent = [0; 9];
        theirs.read_exact(&mut sent).await.unwrap();
        assert_eq!(&sent, b"{\"id\":1}\0");
        theirs.write_all(b"{\"id\":1}\0{\"id\"").await.unwrap();
        assert_eq!(wire.next().await.unwrap(), Some(json!({"id": 1})));
        theirs.write_all(b":2}\0").await.unwrap();
        assert_eq!(wire.next().await.unwrap(), Some(json!({"id": 2})));
        drop(theirs);
        assert_eq!(wire.next().await.unwrap(), None);
    }
}
