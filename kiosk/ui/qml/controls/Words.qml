pragma ComponentBehavior: Bound

import QtQuick

// Text in one of the theme's sizes; it grows with its words and never cuts them.
Text {
    id: words

    property real capital: Theme.body
    property bool heavy: false
    property bool spoken: true
    // part of a picture, whose size follows the picture's
    property bool drawn: false

    color: Theme.ink
    font.family: Theme.face
    font.pixelSize: Theme.letters(capital)
    font.weight: heavy ? Font.DemiBold : Font.Normal
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: !spoken || text === ""
}
