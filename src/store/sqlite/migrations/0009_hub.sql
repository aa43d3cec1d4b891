-- A row states: this callback, asked for or subscribed, counts for this owner: the domain that its name was registered
-- under, or an address that the name led to.
CREATE TABLE callback_owner (
    owner    TEXT NOT NULL,
    callback TEXT NOT NULL,
    PRIMARY KEY (owner, callback)
) STRICT, WITHOUT ROWID;
CREATE INDEX callback_owner_by_callback ON callback_owner (callback);

-- Who is behind, in an order that can be read page by page; whose lease has ended; what a callback has.
CREATE INDEX subscriber_behind ON subscriber (cursor, topic, callback, next_at);
CREATE INDEX subscriber_by_lease ON subscriber (lease_until);
CREATE INDEX subscriber_by_callback ON subscriber (callback);
CREATE INDEX intent_by_time ON intent (next_at);
CREATE INDEX intent_by_callback ON intent (callback);

-- Whoever asks how full the hub is reads two numbers, not the books.
INSERT INTO mark (name, value)
VALUES ('subscribers', (SELECT count(*) FROM subscriber)), ('intents', (SELECT count(*) FROM intent));

CREATE TRIGGER subscriber_comes AFTER INSERT ON subscriber BEGIN
    UPDATE mark SET value = value + 1 WHERE name = 'subscribers';
END;
CREATE TRIGGER subscriber_goes AFTER DELETE ON subscriber BEGIN
    UPDATE mark SET value = value - 1 WHERE name = 'subscribers';
    DELETE FROM callback_owner WHERE callback = old.callback
        AND NOT EXISTS (SELECT 1 FROM subscriber WHERE callback = old.callback)
        AND NOT EXISTS (SELECT 1 FROM intent WHERE callback = old.callback);
END;
CREATE TRIGGER intent_comes AFTER INSERT ON intent BEGIN
    UPDATE mark SET value = value + 1 WHERE name = 'intents';
END;
CREATE TRIGGER intent_goes AFTER DELETE ON intent BEGIN
    UPDATE mark SET value = value - 1 WHERE name = 'intents';
    DELETE FROM callback_owner WHERE callback = old.callback
        AND NOT EXISTS (SELECT 1 FROM subscriber WHERE callback = old.callback)
        AND NOT EXISTS (SELECT 1 FROM intent WHERE callback = old.callback);
END;
