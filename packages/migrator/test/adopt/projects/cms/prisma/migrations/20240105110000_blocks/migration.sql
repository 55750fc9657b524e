-- CreateEnum
CREATE TYPE "BlockKind" AS ENUM ('TEXT', 'IMAGE');

-- CreateTable
CREATE TABLE "blocks" (
    "id" SERIAL NOT NULL,
    "page_id" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "BlockKind" NOT NULL DEFAULT 'TEXT',
    "kinds" "BlockKind"[] DEFAULT ARRAY[]::"BlockKind"[],
    "content" TEXT NOT NULL,

    CONSTRAINT "blocks_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "blocks_page_id_position_key" ON "blocks"("page_id", "position");

-- AddForeignKey
ALTER TABLE "blocks" ADD CONSTRAINT "blocks_page_id_fkey" FOREIGN KEY ("page_id") REFERENCES "pages"("id") ON DELETE CASCADE ON UPDATE CASCADE;
