pragma ComponentBehavior: Bound

import QtQuick

// One line with its icon, and under it what a legal term means.
Item {
    id: fact

    property var line: ({})
    property real capital: Theme.body

    implicitHeight: Math.max(sign.visible ? sign.height : 0, column.implicitHeight)

    Icon {
        id: sign
        name: fact.line.icon ?? ""
        side: Theme.icon * 0.85 * fact.capital / Theme.body
    }

    Column {
        id: column
        x: sign.visible ? Math.max(Theme.icon, sign.side) + Theme.gap : 0
        y: sign.visible ? Math.max(0, (sign.height - first.implicitHeight / Math.max(1, first.lineCount)) / 2) : 0
        width: parent.width - x
        spacing: Theme.mm(0.6)

        Words {
            id: first
            width: parent.width
            text: fact.line.text ?? ""
            capital: fact.capital
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: fact.line.plain ?? ""
            color: Theme.soft
        }
    }
}
